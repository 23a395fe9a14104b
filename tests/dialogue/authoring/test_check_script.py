"""Each rule of the check: a sound script passes, and each way of spoiling it is found, with its line and what to do."""

from __future__ import annotations

import time
from pathlib import Path
from textwrap import dedent, indent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.dialogue.authoring.check import check_text, examine, read_text
from companion.dialogue.authoring.findings import Finding, Severity
from companion.dialogue.authoring.instruments import recall_days
from companion.dialogue.script import builtin_folder, builtin_names, builtin_scripts, load_script
from companion.errors import ScriptError

FRONT = """\
id: knees
version: 1
title: Knees
language: en-GB
author: Dr Hill
rights: own wording
source: own questions
reading_level: 1
start: ask
"""
ASK = """\
say: "Does your knee hurt today?"
expect: {kind: yes_no}
no_input: "Does it hurt?"
no_match: "Does it hurt? You can say yes, or no."
unsure: "Does it hurt when you walk?"
next: bye
"""
BYE = "say: Thank you.\nend: true\n"
OTHERS = builtin_scripts()


def text(front: str = "", **states: str) -> str:
    """A script with these states beside a sound beginning and end."""
    parts = {"ask": ASK, "bye": BYE, **states}
    body = "".join(f"  {name}:\n{indent(dedent(lines), '    ')}" for name, lines in parts.items() if lines)
    return f"{FRONT}{dedent(front)}states:\n{body}"


def found(source: str) -> list[Finding]:
    return list(check_text(source, name="knees.yaml", others=OTHERS))


def only(source: str, rule: str) -> Finding:
    """The one finding, which must be of that rule."""
    findings = found(source)
    assert [one.rule for one in findings] == [rule], [str(one) for one in findings]
    return findings[0]


def changed(old: str, new: str, source: str = ASK) -> str:
    assert old in source
    return source.replace(old, new)


def say(words: str) -> str:
    return changed("Does your knee hurt today?", words)


def test_a_sound_script_has_no_findings() -> None:
    assert found(text()) == []


@pytest.mark.parametrize("name", builtin_names())
def test_the_built_in_scripts_have_no_errors(name: str) -> None:
    source = read_text(builtin_folder() / f"{name}.yaml")
    assert [str(one) for one in found(source) if one.severity is Severity.ERROR] == []


def test_all_built_in_scripts_are_checked_within_the_budget() -> None:
    begun = time.process_time()
    for name in builtin_names():
        found(read_text(builtin_folder() / f"{name}.yaml"))
    assert time.process_time() - begun < 2.0 * max(len(builtin_names()) / 30, 1)


# Fields and YAML


def test_a_finding_names_file_line_state_and_what_to_do() -> None:
    finding = only(text(ask=say("Good morning. Does it hurt, dear?")), "elderspeak")
    assert (finding.file, finding.state, finding.severity) == ("knees.yaml", "ask", Severity.ERROR)
    assert text(ask=say("Good morning. Does it hurt, dear?")).splitlines()[finding.line - 1].strip().startswith("say:")
    assert str(finding).startswith(f"knees.yaml:{finding.line}: error: state ask: ")
    assert finding.advice


def test_yaml_that_cannot_be_read_names_the_line() -> None:
    finding = only('id: knees\nversion: "1\n', "yaml")
    assert "line" in finding.what
    assert only("- a list\n", "format").line == 0
    assert only("", "format").line == 0


def test_every_wrong_field_is_found_at_once() -> None:
    findings = found(text(ask=changed("no_input:", "no_imput:")).replace("version: 1", "version: one"))
    assert {one.line for one in findings} == {2, 14}
    assert all(one.severity is Severity.ERROR for one in findings)
    assert "there is no such field" in " ".join(one.what for one in findings)


def test_a_bare_truth_value_is_no_answer() -> None:
    finding = only(text(ask=changed("next: bye", "next: {true: bye, default: bye}")), "quotes")
    assert finding.severity is Severity.ERROR
    assert 'Write "yes" or "no"' in finding.advice


def test_a_bare_yes_is_told_as_a_warning_once() -> None:
    source = text(ask=changed("next: bye", "next: {yes: bye, no: bye, default: bye}"))
    finding = only(source, "quotes")
    assert finding.severity is Severity.WARNING
    assert "yes in line" in finding.what
    assert "no in line" in finding.what


# Ways


def test_a_state_nobody_comes_to() -> None:
    assert only(text(lost=BYE), "unreachable").state == "lost"


def test_a_state_without_an_end() -> None:
    rules = {one.rule for one in found(text(ask=changed("next: bye", "next: round"), bye="", round="next: ask\n"))}
    assert "no-end" in rules


def test_a_question_without_a_path() -> None:
    for field in ("no_input", "no_match", "unsure"):
        line = next(one for one in ASK.splitlines() if one.startswith(field))
        assert only(text(ask=changed(line + "\n", "")), "paths").state == "ask"


def test_a_way_to_nowhere_does_not_stop_the_check() -> None:
    rules = [one.rule for one in found(text(ask=changed("next: bye", "next: {yes: gone, default: bye}")))]
    assert "no-state" in rules


def test_a_circle_without_a_question_goes_round_for_ever() -> None:
    one = "when: [{if: ask is yes, go: two}]\nnext: bye\n"
    source = text(ask=changed("next: bye", "next: one"), one=one, two="say: Well.\nnext: one\n")
    finding = only(source, "circle")
    assert finding.state == "one"


@pytest.mark.parametrize(
    ("next_", "who"),
    [
        ('next: {no_reply: more, "yes": bye, default: bye}', "silent"),
        ('next: {"yes": bye, "no": bye, unsure: bye, default: more}', "not understood"),
        ('next: {"yes": bye, "no": bye, unsure: more, default: bye}', "never sure"),
    ],
)
def test_a_loop_that_somebody_never_leaves(next_: str, who: str) -> None:
    finding = only(text(ask=changed("next: bye", next_), more="say: Let us see.\nnext: ask\n"), "loop")
    assert who in finding.what
    assert "ask, more" in finding.what


def test_a_loop_with_a_way_out_by_a_condition_that_is_met_passes() -> None:
    more = "when: [{if: ask is unsure, go: bye}]\nsay: Let us see.\nnext: ask\n"
    assert found(text(ask=changed("next: bye", "next: {unsure: more, default: bye}"), more=more)) == []


def test_a_loop_whose_condition_can_never_be_met_there() -> None:
    more = "when: [{if: ask is no, go: bye}]\nsay: Let us see.\nnext: ask\n"
    source = text(ask=changed("next: bye", 'next: {"yes": bye, no_reply: more, default: bye}'), more=more)
    assert "silent" in only(source, "loop").what


def test_a_script_that_is_called_must_exist() -> None:
    ask = changed("next: bye", "next: more")
    finding = only(text(ask=ask, more="call: nothing\nnext: bye\n"), "call")
    assert "morning" in finding.advice
    assert found(text(ask=ask, more="call: evening\nnext: bye\n")) == []


def test_two_scripts_that_call_each_other(tmp_path: Path) -> None:
    other = text(ask=changed("next: bye", "next: more"), more="call: knees\nnext: bye\n").replace(
        "id: knees", "id: hips"
    )
    (tmp_path / "hips.yaml").write_text(other, encoding="utf-8")
    hips = load_script(tmp_path / "hips.yaml")
    source = text(ask=changed("next: bye", "next: more"), more="call: hips\nnext: bye\n")
    (finding,) = check_text(source, name="knees.yaml", others={"hips": hips})
    assert finding.rule == "call-circle"


def test_a_condition_on_what_a_called_script_does_not_know() -> None:
    ask = changed("next: bye", "next: more")
    after = "when: [{{if: evening.{0}, go: bye}}]\nnext: bye\n"
    call = "call: evening\nnext: after\n"
    assert "evening" in only(text(ask=ask, more=call, after=after.format("nonsense")), "condition").what
    assert found(text(ask=ask, more=call, after=after.format("pain"))) == []
    assert "consent" in only(text(ask=ASK + "when: [{if: consent.nonsense, go: bye}]\n"), "condition").what


@pytest.mark.parametrize(
    ("expect", "next_"),
    [
        ("expect: {kind: yes_no}", "next: {yess: bye, default: bye}"),
        ("expect: {kind: choice, options: [tea, milk]}", "next: {water: bye, default: bye}"),
        ("expect: {kind: scale, low: 0, high: 10}", "next: {11-12: bye, default: bye}"),
        ("expect: {kind: medicine}", "next: {eaten: bye, default: bye}"),
    ],
)
def test_an_answer_nobody_can_give(expect: str, next_: str) -> None:
    ask = changed("next: bye", next_, changed("expect: {kind: yes_no}", expect))
    assert "nobody can answer" in only(text(ask=ask), "answer").what


@pytest.mark.parametrize(
    ("expect", "next_"),
    [
        ("expect: {kind: choice, options: [tea, milk]}", "next: {tea: bye, default: bye}"),
        ("expect: {kind: scale, low: 0, high: 10}", "next: {7-10: bye, 3: bye, 5+: bye, default: bye}"),
        ("expect: {kind: medicine}", "next: {taken: bye, not taken: bye, unsure: bye, default: bye}"),
        ("expect: {kind: number}", "next: {3+: bye, default: bye}"),
    ],
)
def test_answers_that_can_be_given(expect: str, next_: str) -> None:
    ask = changed("next: bye", next_, changed("expect: {kind: yes_no}", expect))
    assert found(text(ask=ask)) == []


def test_a_scale_has_two_ends_in_order() -> None:
    for scale in ("{kind: scale}", "{kind: scale, low: 0}", "{kind: scale, low: 10, high: 0}"):
        only(text(ask=changed("{kind: yes_no}", scale)), "scale")


def test_silence_is_waited_for_and_not_for_ever() -> None:
    assert only(text(ask=changed("yes_no}", "yes_no, no_reply_s: 0}")), "wait").severity is Severity.ERROR
    assert only(text(ask=changed("yes_no}", "yes_no, no_reply_s: 3}")), "wait").severity is Severity.WARNING


# Words

CHOICE = """\
expect:
  kind: choice
  options: {one: {value: 1}, two: {value: 2}, three: {value: 3}, four: {value: 4}}
"""
FOUR = changed("expect: {kind: yes_no}\n", CHOICE, say("Is it one, two, three, or four?"))
SCORE = "scores:\n  total: {of: [ask], measure: knees.total, label: All}\n"
INSTRUMENT = """\
recall: the past two weeks
mode_validated: on paper
population: adults
cutoffs: 3 and more
on_positive: the clinician is told
accessed: 2026-11-22
"""
ADDED_UP = "tally: total\nwhen: [{if: total >= 3, go: told}]\nnext: bye\n"
TOLD = "notify: {who: clinician, within: day, about: Knees 3 or more}\nnext: bye\n"


def instrument(ask: str = FOUR, front: str = INSTRUMENT, score: str = SCORE, sum_: str = ADDED_UP) -> str:
    return text(
        front + score, ask=changed("next: bye", "next: sum", ask), sum=sum_, told=TOLD if "told" in sum_ else ""
    )


def test_not_more_than_three_answers_in_one_prompt() -> None:
    finding = only(text(ask=FOUR), "options")
    assert finding.what.startswith("4 answers")
    assert "Four are allowed" in finding.advice
    three = changed("one, two, three, or four?", "one, two, or three?", FOUR)
    assert found(text(ask=three)) == []


def test_four_answers_for_an_instrument() -> None:
    assert found(instrument()) == []


def test_five_answers_are_too_many_for_an_instrument_too() -> None:
    five = changed("four: {value: 4}", "four: {value: 4}, five: {value: 5}", changed("or four", "four, or five", FOUR))
    assert only(instrument(five), "options").what.startswith("5 answers")


def test_a_long_list_of_other_things_is_a_warning() -> None:
    finding = only(text(ask=say("Did you walk, sit, sleep, or read today?")), "options")
    assert finding.severity is Severity.WARNING


def test_an_option_inside_another_counts_once() -> None:
    options = "{kind: choice, options: [little, a little, quite a lot, a lot]}"
    ask = changed("{kind: yes_no}", options, say("Is it a little, or quite a lot?"))
    assert found(text(ask=ask)) == []


def test_hard_words_are_an_error_over_all_and_a_warning_for_one() -> None:
    hard = "Considering everything, are you currently experiencing considerable musculoskeletal discomfort anywhere?"
    easy = "say: [" + "Thank you. That is all., " * 20 + "Bye.]\nend: true\n"
    warning = [one for one in found(text(ask=say(hard), bye=easy)) if one.rule == "grade"]
    assert [one.severity for one in warning] == [Severity.WARNING]
    ladders = {
        "Does it hurt?": hard,
        "Does it hurt? You can say yes, or no.": hard,
        "Does it hurt when you walk?": hard,
    }
    ask = say(hard)
    for line, harder in ladders.items():
        ask = ask.replace(f'"{line}"', f'"{harder}"')
    errors = {one.rule for one in found(text(ask=ask)) if one.severity is Severity.ERROR}
    assert errors == {"grade", "reading-level"}


def test_a_reading_level_that_claims_too_much() -> None:
    finding = only(text().replace("reading_level: 1", "reading_level: 9"), "reading-level")
    assert (finding.severity, finding.line) == (Severity.WARNING, 8)


def test_long_prompts_and_long_sentences() -> None:
    short = "Here is one more thing to say. "
    assert {one.rule for one in found(text(bye=f"say: {short * 6}\nend: true\n"))} == {"long-prompt"}
    words = "I have noted " + "the hip and the knee and " * 4 + "the foot."
    assert {one.rule for one in found(text(bye=f"say: {words}\nend: true\n"))} == {"long-sentence"}


def test_words_cut_in_two_by_a_comma() -> None:
    assert only(text(bye="say: [Thank you, that was all.]\nend: true\n"), "sentence-end").severity is Severity.WARNING


def test_a_prompt_that_does_not_ask() -> None:
    finding = only(text(ask=say("Now your knee. Some pain is possible. It can be bad.")), "question-last")
    assert (finding.severity, finding.state) == (Severity.WARNING, "ask")
    assert found(text(ask=say("Does it hurt? You can say yes, or no."))) == []


def test_forbidden_words_are_found_in_every_kind_of_line() -> None:
    bad = "You will be fine."
    for ask in (
        say(f"{bad} Does it hurt?"),
        changed('"Does it hurt?"', f'"{bad} Does it hurt?"'),
        changed('"Does it hurt when you walk?"', f'{{say: "{bad} Does it hurt?", buttons: true}}'),
        ASK + f'leave: "{bad}"\n',
        ASK + f'confirm: "{bad} I will put {{answer}}. Is that right?"\n',
    ):
        assert only(text(ask=ask), "promise").severity is Severity.ERROR


def test_slots_that_nothing_fills() -> None:
    assert only(text(bye='say: "Goodbye, {nmae}."\nend: true\n'), "slot").severity is Severity.ERROR
    assert found(text(bye='say: "Goodbye, {name}. It is {time}."\nend: true\n')) == []


def test_a_score_is_not_told() -> None:
    source = instrument().replace("say: Thank you.", 'say: "You have {total}."')
    assert only(source, "score-said").state == "bye"


def test_words_of_another_language_cannot_be_examined() -> None:
    source = text(bye="say: You will be fine.\nend: true\n").replace("en-GB", "de-DE")
    assert only(source, "language").severity is Severity.WARNING


def test_a_prompt_without_any_word_of_its_own() -> None:
    assert {one.rule for one in found(text(ask=say("{notice}")))} == {"question-last"}


# Numbers, rights, times


@pytest.mark.parametrize("field", ["recall", "mode_validated", "population", "cutoffs", "on_positive"])
def test_an_instrument_says_what_it_is_worth(field: str) -> None:
    line = next(one for one in INSTRUMENT.splitlines() if one.startswith(field))
    assert field in only(instrument(front=INSTRUMENT.replace(line + "\n", "")), "instrument").what


@pytest.mark.parametrize("words", ["TODO", "?", "tbd", "none", "-"])
def test_rights_and_source_say_something(words: str) -> None:
    for field in ("rights: own wording", "source: own questions"):
        source = text().replace(field, f'{field.partition(":")[0]}: "{words}"')
        assert only(source, "rights").severity is Severity.ERROR


def test_every_answer_that_counts_has_a_number() -> None:
    ask = changed("four: {value: 4}", "four: {}", changed("three, or four", "or three", FOUR))
    assert only(instrument(ask), "score").state == "ask"


def test_a_score_that_nobody_adds_up() -> None:
    source = instrument(sum_="when: [{if: total >= 3, go: told}]\nnext: bye\n")
    assert "never added up" in only(source, "score").what


def test_a_score_that_nothing_follows_from() -> None:
    assert "high score" in only(instrument(sum_="tally: total\nnext: bye\n"), "instrument").what


def test_bands_do_not_overlap() -> None:
    score = SCORE.replace("label: All", "label: All, bands: {low: 0-2, high: 2-4}")
    assert only(instrument(score=score), "bands").severity is Severity.ERROR
    score = SCORE.replace("label: All", "label: All, bands: {low: 0-1, high: 3-4}")
    assert only(instrument(score=score), "bands").severity is Severity.WARNING


def test_one_measure_has_one_unit() -> None:
    record = "record: {{measure: knees.pain, label: Pain, unit: of {0}}}\n"
    more = changed("next: bye", "next: bye", ASK) + record.format(10)
    source = text(ask=changed("next: bye", "next: more", ASK) + record.format(4), more=more)
    assert "of 4" in only(source, "measure").what
    taken = text(ask=ASK + "record: {measure: sleep.quality, label: Sleep, unit: of 99}\n")
    assert "morning" in only(taken, "measure").what


def test_an_open_answer_that_is_recorded() -> None:
    ask = changed("{kind: yes_no}", "{kind: free, options: {sad: [low], glad: [well]}}")
    source = text(ask=ask + "record: {measure: knees.mood, label: Mood}\n")
    assert only(source, "open-record").severity is Severity.WARNING


def test_a_notice_is_no_diagnosis() -> None:
    ask = ASK + "notify: {who: caregiver, within: day, about: The resident is depressed}\n"
    assert only(text(ask=ask.replace("The resident", "the resident")), "diagnosis").state == "ask"


def test_a_schedule_in_the_quiet_hours() -> None:
    schedule = 'schedule: {times: ["09:00", "23:00"]}\n'
    assert "23:00" in only(text(schedule), "quiet-hours").what
    assert found(text('schedule: {times: "23:00", in_quiet_hours: true}\n')) == []


def test_an_instrument_asked_more_often_than_it_looks_back() -> None:
    often = instrument(front=INSTRUMENT + 'schedule: {times: "09:00", every_days: 7}\n')
    assert "every 7 days about the last 14" in only(often, "recall").what
    assert found(instrument(front=INSTRUMENT + 'schedule: {times: "09:00", every_days: 14}\n')) == []


@pytest.mark.parametrize(
    ("words", "days"),
    [("the past two weeks", 14), ("the past week", 7), ("last night", 1), ("today", 1), ("the last 3 days", 3),
     ("none", None), ("", None), ("last month", 30)],
)  # fmt: skip
def test_recall_periods(words: str, days: int | None) -> None:
    assert recall_days(words) == days


# The door


@given(st.text(max_size=300))
def test_any_text_at_all_is_examined_without_an_exception(source: str) -> None:
    found = examine(source, name="x")
    assert found.script is None
    assert found.count(Severity.ERROR) == len(found.findings) > 0


@given(st.data())
def test_a_script_with_any_line_lost_or_doubled_is_examined(data: st.DataObject) -> None:
    lines = instrument().splitlines()
    place = data.draw(st.integers(0, len(lines) - 1))
    times = data.draw(st.sampled_from((0, 2)))
    check_text("\n".join([*lines[:place], *[lines[place]] * times, *lines[place + 1 :]]), name="x", others=OTHERS)


def test_a_file_with_a_mark_of_its_byte_order_and_windows_lines(tmp_path: Path) -> None:
    (tmp_path / "knees.yaml").write_bytes(b"\xef\xbb\xbf" + text().replace("\n", "\r\n").encode())
    assert found(read_text(tmp_path / "knees.yaml")) == []
    assert load_script(tmp_path / "knees.yaml").id == "knees"


def test_a_file_that_cannot_be_read_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ScriptError, match="cannot be read"):
        read_text(tmp_path / "nothing.yaml")
    (tmp_path / "latin.yaml").write_bytes(b"title: caf\xe9")
    with pytest.raises(ScriptError, match="UTF-8"):
        read_text(tmp_path / "latin.yaml")
    (tmp_path / "huge.yaml").write_bytes(b"#" * 1_000_001)
    with pytest.raises(ScriptError, match="larger than a megabyte"):
        read_text(tmp_path / "huge.yaml")
