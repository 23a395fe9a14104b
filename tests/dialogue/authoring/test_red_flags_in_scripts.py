"""A red flag in every state of a script, with the real manager: heard, and told when it is not."""

from __future__ import annotations

from collections.abc import Sequence

from companion.dialogue.authoring.check import script_in
from companion.dialogue.authoring.redflags import RED_FLAGS, try_red_flags
from companion.dialogue.authoring.starter import starter_text
from companion.dialogue.script import Script, builtin_scripts
from companion.dialogue.triage import Triage
from companion.messages import TriageLevel, Verdict

SCRIPTS = builtin_scripts()


class DeafTo:
    """The real triage, deaf to one sentence."""

    def __init__(self, sentence: str) -> None:
        self._sentence = sentence
        self._triage = Triage()

    def judge(self, text: str, alternatives: Sequence[str] = (), *, health_context: bool = False) -> Verdict:
        if text == self._sentence:
            return Verdict(level=TriageLevel.NONE, category="none", reason="deaf")
        return self._triage.judge(text, alternatives, health_context=health_context)


def starter() -> Script:
    script = script_in(starter_text("knee"))
    assert script is not None
    return script


def test_p6_a_red_flag_is_heard_in_every_state_of_the_starter() -> None:
    tried = try_red_flags(starter(), others=SCRIPTS, name="knee.yaml")
    assert tried.states == ("pain", "strength", "walk")
    assert tried.findings == ()


def test_p6_a_red_flag_is_heard_in_every_state_of_the_morning() -> None:
    tried = try_red_flags(SCRIPTS["morning"], others=SCRIPTS, name="morning")
    assert set(tried.states) == set(SCRIPTS["morning"].questions)
    assert tried.findings == ()


def test_a_red_flag_that_is_not_heard_is_told_for_every_state() -> None:
    tried = try_red_flags(starter(), others=SCRIPTS, name="knee.yaml", triage=DeafTo(RED_FLAGS[1]))
    assert [one.state for one in tried.findings] == ["pain", "strength", "walk"]
    assert all(one.rule == "red-flag" and RED_FLAGS[1] in one.what for one in tried.findings)
