"""Advice scripts: errors that a clinician can act on, and wording that an old and tired person can follow."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from dialogue.talking import SCRIPTS, Talk, words

from companion.dialogue.commands import builtin_lines
from companion.dialogue.protocol import builtin_protocol
from companion.dialogue.script import load_script
from companion.errors import ScriptError
from companion.messages import AnswerKind

FRONT = """\
id: tea
version: 1
title: Tea
language: en-GB
author: a nurse
rights: own wording
source: own wording
reading_level: 2
start: ask
"""
GOOD = (
    FRONT
    + """\
states:
  ask:
    say: "Would you like tea?"
    expect: {kind: yes_no}
    record: {measure: intake.tea, label: Tea}
    no_input: ["Tea?"]
    no_match: ["Tea, yes or no?"]
    unsure: ["You can say later."]
    next: {yes: bye, default: bye}
  bye:
    say: "Thank you."
    end: true
"""
)


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "tea.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_script_is_loaded(tmp_path: Path) -> None:
    script = load_script(written(tmp_path, GOOD))
    assert script.states["ask"].expect.kind is AnswerKind.YES_NO
    assert script.states["ask"].next["yes"] == "bye"
    assert "help i have fallen" in script.expectations["ask"].phrases
    assert "stop" in script.expectations["ask"].phrases


@pytest.mark.parametrize(
    ("old", "new", "line", "field", "why"),
    [
        ("rights: own wording\n", "", 1, "rights", "it is missing"),
        ("version: 1", "version: one", 2, "version", "integer"),
        ("kind: yes_no", "kind: perhaps", 13, "states.ask.expect.kind", "Input should be"),
        ("    say: \"Would you", "    sya: x\n    say: \"Would you", 12, "states.ask.sya", "there is no such field"),
        ("{yes: bye, default: bye}", "{yes: buy, default: bye}", 18, "states.ask.next.yes", "no state called buy"),
        ("{yes: bye, default: bye}", "{yes: bye}", 18, "states.ask.next", "default"),
        ("    no_match: [\"Tea, yes or no?\"]\n", "", 11, "states.ask", "no_match"),
        ("start: ask", "start: aks", 9, "start", "no state called aks"),
        ("    end: true", "    next: bye", 11, "states.ask", "cannot end"),
        ("  bye:\n", "  lost: {say: \"Hm.\", end: true}\n  bye:\n", 19, "states.lost", "nothing leads"),
        ("    say: \"Thank you.\"", "    say: {monday: \"Thank you.\"}", 20, "states.bye.say.monday", "neither a mood"),
    ],
)  # fmt: skip
def test_an_error_names_file_line_and_field_in_one_sentence(
    tmp_path: Path, old: str, new: str, line: int, field: str, why: str
) -> None:
    assert old in GOOD
    path = written(tmp_path, GOOD.replace(old, new, 1))
    with pytest.raises(ScriptError) as caught:
        load_script(path)
    message = str(caught.value)
    assert str(path) in message
    assert f"line {line}," in message
    assert f"field {field}" in message
    assert why in message
    assert "\n" not in message
    assert message.endswith(".")


@pytest.mark.parametrize(
    "text",
    ["", "just words", "- a\n- b\n", "id: [unclosed\n", "id: tea\n\tversion: 1\n", "a: &x [*x]\n", "a: 1\na: 2\n"],
)
def test_what_is_no_script_is_refused_in_one_sentence(tmp_path: Path, text: str) -> None:
    with pytest.raises(ScriptError) as caught:
        load_script(written(tmp_path, text))
    assert "\n" not in str(caught.value)


def test_a_script_that_is_not_there_or_not_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ScriptError, match="cannot be read"):
        load_script(tmp_path / "none.yaml")
    (tmp_path / "bytes.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ScriptError, match="UTF-8"):
        load_script(tmp_path / "bytes.yaml")


def test_an_unknown_first_script_is_refused_by_name() -> None:
    with pytest.raises(ScriptError, match="lunch"):
        Talk("lunch")


def said_lines() -> list[tuple[str, str]]:
    """(where, words) of everything the device can say."""
    lines = []
    for script in SCRIPTS.values():
        for name, state in script.states.items():
            said = [line for variants in state.say.values() for line in variants]
            said += [rung.say for rung in (*state.no_input, *state.no_match, *state.unsure)]
            said += state.leave
            lines += [(f"{script.id}/{name}", line) for line in said]
    protocol = builtin_protocol()
    lines += [("crisis", line) for variants in protocol.lines.values() for line in variants]
    lines += [("crisis", line) for remark in protocol.remarks.values() for line in remark.say]
    lines += [("crisis", line) for line in protocol.numbers.values()]
    for category in protocol.categories.values():
        asked = [one.ask for one in (category.question, *category.facts)]
        after = [line for one in category.facts for line in one.after.values()]
        lines += [("crisis", line) for line in (*category.reflect, *category.calm, *asked, *after)]
    lines += [
        ("commands", line)
        for wordings in builtin_lines().lines.values()
        for variants in wordings.values()
        for line in variants
    ]
    return lines


def sentences(text: str) -> list[str]:
    return [one for one in re.split(r"(?<=[.?!])\s+", text) if one]


def test_one_idea_a_sentence_and_twenty_words_at_most() -> None:
    assert [(where, one) for where, line in said_lines() for one in sentences(line) if len(one.split()) > 20] == []


FORBIDDEN = {
    "doses": r"\b\d+ ?(?:mg|ml)\b|\btake (?:one|two|them|your (?:tablets|pills|medicine))\b|\btablets? now\b",
    "diagnoses": r"\byou have (?:a )?(?:heart attack|stroke|depression|dementia|infection|sepsis)\b|\bdehydrated\b"
    r"|\byou seem confused\b",
    "feelings of its own": r"\bI feel\b|\bI am (?:sad|happy|worried)\b",
    "elderspeak": r"\b(?:we|our|us|sweetie|dearie|good girl|good boy|young lady|love)\b",
    "false comfort": r"\byou (?:are|will be) (?:fine|all right|ok)\b|\bnothing to worry\b|\bpromise\b|\bdon't worry\b",
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_forbidden_content_is_nowhere(what: str) -> None:
    found = [(where, line) for where, line in said_lines() if re.search(FORBIDDEN[what], line, re.IGNORECASE)]
    assert found == []


def grade(text: str) -> float:
    """US school grade after Flesch and Kincaid (1975); syllables counted by groups of vowels."""
    spoken = re.findall(r"[a-z']+", text.lower())
    syllables = sum(max(1, len(re.findall(r"[aeiouy]+", re.sub(r"e\b", "", word)))) for word in spoken)
    return 0.39 * len(spoken) / len(sentences(text)) + 11.8 * syllables / len(spoken) - 15.59


@pytest.mark.parametrize("script", SCRIPTS)
def test_reading_grade_is_six_at_most_and_no_more_than_the_file_says(script: str) -> None:
    lines = [line for where, line in said_lines() if where.startswith(f"{script}/")]
    measured = grade(" ".join(line.replace("{name}", "Ann").replace("{place}", "knee") for line in lines))
    assert measured <= min(6.0, SCRIPTS[script].reading_level)


def test_reading_grade_of_the_crisis_is_six_at_most() -> None:
    assert grade(" ".join(line for where, line in said_lines() if where == "crisis" and "{" not in line)) <= 6.0


@pytest.mark.parametrize("script", SCRIPTS)
def test_every_file_says_whose_wording_it_is(script: str) -> None:
    one = SCRIPTS[script]
    assert all((one.rights, one.source, one.author, one.title, one.language))


def test_no_spoken_question_names_more_than_three_choices() -> None:
    for where, line in said_lines():
        assert line.count(" or ") + line.split(" or ")[0].count(",") <= 3, where


def test_each_wording_differs_from_the_one_before_when_a_question_is_asked_again() -> None:
    talk = Talk("morning")
    talk.start()
    talk.follow("blue elephants", "blue elephants")
    asked = [words(reply) for reply in talk.replies]
    assert all(first != second for first, second in pairwise(asked))


def test_medicine_in_doubt_is_never_answered_with_take_them() -> None:
    for answer in ("i am not sure", "i think so", "maybe", "i can't remember", "did i", "some of them"):
        talk = Talk("morning")
        talk.start()
        talk.follow("well", "no")
        reply = talk.say(answer)
        assert "leave them until a person has checked" in words(reply)
        assert "take" not in words(reply).lower()
        body = next(record.body for record in reply.records if record.kind == "measure")
        assert (body["measure"], body["value"], body["label"]) == ("medicine.morning", None, "unsure")


def test_a_question_left_without_an_answer_is_recorded_as_asked() -> None:
    talk = Talk("morning")
    talk.start()
    talk.follow("blue elephants", "blue elephants", "blue elephants")
    assert [(record.body["measure"], record.body["value"]) for record in talk.kinds("measure")] == [
        ("sleep.quality", None)
    ]
    assert talk.kinds("misunderstanding")[0].body == {
        "what": "not understood",
        "state": "morning/hello",
    }


def test_nobody_is_asked_twice_where_it_hurts() -> None:
    talk = Talk("morning")
    talk.start()
    assert talk.follow("well", "yes in my knee", "a little").state == "morning/tablets"
    talk = Talk("morning")
    talk.start()
    assert talk.follow("well", "yes", "a little").state == "morning/where"


@pytest.mark.parametrize(("place", "level"), [("in my chest", "emergency"), ("my heart", "emergency")])
def test_pain_in_the_chest_starts_the_protocol(place: str, level: str) -> None:
    talk = Talk("morning")
    talk.start()
    reply = talk.follow("well", "yes", "a little", place)
    assert reply.state == "crisis/asking"
    assert reply.interrupts
    assert talk.say("yes").alerts[0].level.word == level


def test_new_strong_pain_is_offered_a_person() -> None:
    talk = Talk("morning")
    talk.start()
    assert talk.follow("well", "yes in my hip", "severe", "yes").state == "crisis/asking"
    assert talk.say("no").state == "morning/tablets"


def test_ranges_lead_where_they_say(tmp_path: Path) -> None:
    from companion.dialogue.answers.understood import Understood
    from companion.dialogue.machine import ScriptMachine, answer_key

    text = GOOD.replace("kind: yes_no", "kind: scale").replace(
        "{yes: bye, default: bye}", "{0-3: low, 4-6: mid, 7+: bye, default: bye}"
    )
    script = load_script(written(tmp_path, text + '  low: {say: "Low.", end: true}\n  mid: {say: "Mid.", end: true}\n'))
    for value, state in ((0, "low"), (3.5, "low"), (4, "mid"), (6.5, "mid"), (7, "bye"), (10, "bye")):
        machine = ScriptMachine(script)
        assert machine.go(answer_key(machine.state, Understood(value=value, certainty=0.9)), {}) == state
