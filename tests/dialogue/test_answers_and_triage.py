"""What the scripts' questions are answered with must not raise a red flag, or every check-in ends in a call."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from companion.dialogue.phrases import RED_FLAG_PHRASES, phrases_for
from companion.dialogue.script import builtin_scripts
from companion.dialogue.triage import Triage
from companion.messages import AnswerKind, TriageLevel


def plain_answers() -> Iterator[tuple[str, str]]:
    """Where a phrase is expected, and the phrase; those that name the chest are red flags on purpose."""
    for kind in AnswerKind:
        yield from ((f"kind {kind.value}", phrase) for phrase in phrases_for(kind))
    for script in builtin_scripts().values():
        for name, state in script.states.items():
            for option, synonyms in state.expect.synonyms.items():
                yield from ((f"{script.id}/{name}", text) for text in (option, *synonyms))


@pytest.fixture(scope="module")
def triage() -> Triage:
    return Triage()


@pytest.mark.parametrize("health_context", [False, True])
def test_no_expected_answer_is_a_red_flag(triage: Triage, health_context: bool) -> None:
    raised = {
        (where, phrase): verdict.category
        for where, phrase in plain_answers()
        if phrase not in RED_FLAG_PHRASES
        and (verdict := triage.judge(phrase, health_context=health_context)).level >= TriageLevel.URGENT
    }
    assert raised == {}
