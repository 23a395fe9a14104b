"""What the script language can do, through the manager: conditions, scores, read-back, calls, ladders, consents."""

from __future__ import annotations

import pytest
from dialogue.scripting import script, with_builtins
from dialogue.talking import Talk, agreed, words

from companion.dialogue.script import Script
from companion.errors import ScriptError
from companion.messages import Feeling, Outcome, Scope
from companion.settings import ConsentSettings

SCALE = """
start: first
scores:
  total: {of: [first, second], measure: test.total, label: Both together, unit: of 6, bands: {low: 0-2, high: 3-6}}
states:
  first: &question
    say: "How much?"
    expect:
      kind: choice
      options: {none: {value: 0}, a little: {value: 1}, a lot: {value: 3}}
    record: {measure: test.item, label: How much}
    no_input: ["Still there?", "Shall I go on?"]
    no_match: ["Sorry?", {say: "A lot, or a little?", offer: [a lot, a little]}, "One last time?"]
    unsure: ["More a lot, or more a little?"]
    next: second
  second:
    <<: *question
    say: "And how much of that?"
    next: sum
  sum:
    tally: [total]
    when:
      - {if: "total >= 3", go: high}
      - {if: total is unknown, go: unknown}
    next: low
  high:
    notify: {who: clinician, within: same_day, about: A total of three or more}
    say: "Thank you. May your doctor hear of it?"
    next: bye
  low: {say: "Thank you.", next: bye}
  unknown: {say: "That is all right.", next: bye}
  bye: {say: "Goodbye.", end: true}
"""


def talk(one: Script, *others: Script, first: str = "test", **named: object) -> Talk:
    made = Talk(first, scripts=with_builtins(one, *others), **named)  # type: ignore[arg-type]
    made.start()
    return made


def measures(made: Talk, name: str) -> list[object]:
    return [one.body["value"] for one in made.kinds("measure") if one.body["measure"] == name]


def test_a_score_is_added_up_recorded_with_its_band_and_decides_the_way() -> None:
    made = talk(script(SCALE))
    assert words(made.follow("a lot", "a little")) == "Thank you. May your doctor hear of it? Goodbye."
    total = next(one for one in made.kinds("measure") if one.body["measure"] == "test.total")
    assert (total.body["value"], total.body["label"], total.body["version"]) == (4, "high", "3")
    assert [(one.body["who"], one.body["within"]) for one in made.kinds("notice")] == [("clinician", "same_day")]


def test_a_low_score_goes_the_other_way() -> None:
    made = talk(script(SCALE))
    assert words(made.follow("none", "a little")) == "Thank you. Goodbye."
    assert measures(made, "test.total") == [1]


def test_one_missing_answer_and_there_is_no_total() -> None:
    made = talk(script(SCALE))
    reply = made.follow("a lot", "blue elephants", "blue elephants", "blue elephants", "blue elephants")
    assert "That is all right." in words(reply)
    assert measures(made, "test.total") == [None]
    assert measures(made, "test.item") == [3, None]


def test_the_ladder_rephrases_offers_two_shows_buttons_and_leaves_kindly() -> None:
    made = talk(script(SCALE))
    first = made.say("blue elephants")
    assert (words(first), first.buttons) == ("Sorry?", ())
    second = made.say("blue elephants")
    assert (words(second), second.buttons) == ("A lot, or a little?", ("a lot", "a little"))
    third = made.say("blue elephants")
    assert (words(third), third.buttons) == ("One last time?", ("none", "a little", "a lot"))
    last = made.say("blue elephants")
    assert words(last).startswith("That is all right. I will leave that question.")
    assert last.buttons == ()


def test_an_answer_on_the_screen_counts_like_one_that_was_spoken() -> None:
    made = talk(script(SCALE))
    made.touch("a lot")
    made.touch("none")
    assert measures(made, "test.item") == [3, 0]
    assert {one.body["mode"] for one in made.kinds("measure") if one.body["measure"] == "test.item"} == {"touch"}


CONFIRMED = """
start: ask
states:
  ask:
    say: "How many?"
    expect: {kind: number, low: 0, high: 12}
    record: {measure: test.count, label: How many}
    confirm: "I will put: {answer}. Is that right?"
    no_input: ["Still there?"]
    no_match: ["A number, please?"]
    unsure: ["About how many?"]
    next: bye
  bye: {say: "Thank you.", end: true}
"""


def test_an_answer_is_read_back_and_counts_once_it_is_confirmed() -> None:
    made = talk(script(CONFIRMED))
    assert words(made.say("four")) == "I will put: 4. Is that right?"
    assert measures(made, "test.count") == []
    made.say("yes that is right")
    assert measures(made, "test.count") == [4]


def test_a_no_asks_again_and_the_second_answer_counts_at_once() -> None:
    made = talk(script(CONFIRMED))
    assert words(made.follow("four", "no")) == "How many?"
    made.say("five")
    assert measures(made, "test.count") == [5]


def test_a_correction_counts_at_once() -> None:
    made = talk(script(CONFIRMED))
    made.follow("four", "no five")
    assert measures(made, "test.count") == [5]


def test_silence_after_the_read_back_climbs_the_ladder_and_leaves_without_the_answer() -> None:
    made = talk(script(CONFIRMED))
    reply = made.follow("four", "", "")
    assert "I will be quiet now." in words(reply)
    assert measures(made, "test.count") == [None]


CALLER = """
start: hello
states:
  hello: {say: "First this.", next: inner}
  inner: {call: test, next: after}
  after:
    when: [{if: "test.total >= 3", go: much}]
    next: little
  much: {say: "That was much.", end: true}
  little: {say: "That was little.", end: true}
"""


def test_a_called_script_runs_in_between_and_its_score_is_known_afterwards() -> None:
    made = talk(script(CALLER, "caller"), script(SCALE), first="caller")
    assert made.replies[-1].state == "test/first"
    assert words(made.follow("a lot", "a lot")).endswith("Goodbye. That was much.")
    assert made.replies[-1].state == "talk/quiet"


def test_a_called_script_that_is_not_there_is_passed_over() -> None:
    made = talk(script(CALLER, "caller"), first="caller")
    assert words(made.replies[-1]).endswith("First this. That was little.")


def test_who_says_nothing_to_a_called_script_is_left_alone_by_both() -> None:
    made = talk(script(CALLER, "caller"), script(SCALE), first="caller")
    reply = made.follow("", "", "")
    assert words(reply) == "I will be quiet now. You can talk to me at any time."
    assert made.replies[-1].state == "talk/quiet"


def test_scripts_that_call_each_other_come_to_an_end() -> None:
    loop = "start: a\nstates:\n  a: {say: A., call: %s, next: b}\n  b: {say: B., end: true}\n"
    made = talk(script(loop % "two", "one"), script(loop % "one", "two"), first="one")
    assert made.replies[-1].state == "talk/quiet"


AGREE = """
start: ask
states:
  ask:
    say: "May I keep what you say?"
    expect: {kind: yes_no}
    consent: diary
    no_input: ["May I?"]
    no_match: ["Yes, or no?"]
    unsure: ["You can say no. May I?"]
    next: other
  other:
    say: "How are you?"
    expect: {kind: free}
    no_input: ["Still there?"]
    next: bye
  bye: {say: "Thank you.", end: true}
"""


@pytest.mark.parametrize(("answer", "kept"), [("yes", "the roses are out"), ("no", ""), ("maybe", "")])
def test_words_are_kept_only_with_consent_given_aloud(answer: str, kept: str) -> None:
    asked = agreed()
    made = talk(script(AGREE), household=type(asked)(resident=asked.resident, consent=ConsentSettings()))
    made.follow(answer, *(["maybe"] if answer == "maybe" else []), "the roses are out")
    heard = [one.body["heard"] for one in made.kinds("turn")]
    assert heard[-1] == kept
    assert [one.body["given"] for one in made.kinds("consent")] == ([] if answer == "maybe" else [answer == "yes"])
    assert made.kept.consents == ({} if answer == "maybe" else {"diary": answer == "yes"})


def test_answers_that_may_not_be_shared_stay_with_the_resident() -> None:
    private = agreed()
    consent = ConsentSettings(diary=True, share=False)
    made = talk(script(SCALE), household=type(private)(resident=private.resident, consent=consent))
    made.follow("a lot", "a lot")
    assert {one.scope for one in made.kinds("measure", "notice")} == {Scope.DIARY}


def test_a_hard_mood_between_many_questions_offers_a_break_once() -> None:
    ask = "  q%d: {say: 'Q%d?', expect: {kind: yes_no}, no_input: [A?], no_match: [B?], unsure: [C?], next: q%d}\n"
    body = "start: q0\nstates:\n" + "".join(ask % (n, n, n + 1) for n in range(6)) + "  q6: {say: Bye., end: true}\n"
    made = talk(script(body))
    sad = Feeling(label="sadness", ekman="sadness", certainty=0.9, unsure=False, valence=-0.8)
    offer = made.say("no not at all", feeling=sad)
    assert "You can stop here for now." in words(offer)
    assert offer.buttons == ("yes", "no")
    assert words(made.say("yes please")) == "Q1?"
    assert "You can stop" not in words(made.say("no it is hard", feeling=sad))


def test_a_mood_that_is_unsure_offers_nothing() -> None:
    ask = "  q%d: {say: 'Q%d?', expect: {kind: yes_no}, no_input: [A?], no_match: [B?], unsure: [C?], next: q%d}\n"
    body = "start: q0\nstates:\n" + "".join(ask % (n, n, n + 1) for n in range(6)) + "  q6: {say: Bye., end: true}\n"
    made = talk(script(body))
    unsure = Feeling(label="sadness", ekman="sadness", certainty=0.9, unsure=True, valence=-0.8)
    assert words(made.say("no", feeling=unsure)) == "Q1?"


def test_in_answer_to_a_hard_mood_it_speaks_a_little_slower() -> None:
    made = talk(script(SCALE))
    sad = Feeling(label="sadness", ekman="sadness", certainty=0.9, unsure=False, valence=-0.8)
    slow, usual = made.say("a lot", feeling=sad), made.say("a lot")
    assert slow.say[0].manner.pace < usual.say[0].manner.pace == 1.0


def test_louder_slower_and_softer_change_how_everything_is_said_from_then_on() -> None:
    made = talk(script(SCALE))
    louder = made.say("louder")
    assert louder.outcome is Outcome.COMMAND
    assert all(prompt.manner.gain_db > 0 for prompt in louder.say)
    made.say("speak slower please")
    after = made.say("a lot")
    assert after.say[0].manner.gain_db > 0
    assert after.say[0].manner.pace < 1
    for _ in range(20):
        made.say("louder")
        made.say("slower")
    manner = made.say("a little").say[0].manner
    assert manner.gain_db <= 9
    assert manner.pace >= 0.7


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("go: nowhere}", "there is no state called nowhere"),
        ("if: 'total >=', go: low}", "cannot be understood"),
        ("if: 'totl > 3', go: low}", "nothing is known under the name totl"),
        ("if: 'total > lots', go: low}", "needs a number"),
        ("if: '', go: low}", "at least 1 character"),
    ],
)
def test_a_wrong_condition_is_named_with_its_line(wrong: str, said: str) -> None:
    condition = wrong if wrong.startswith("if") else f"if: total > 3, {wrong}"
    with pytest.raises(ScriptError, match=said) as caught:
        script(SCALE.replace('{if: "total >= 3", go: high}', f"{{{condition}"))
    assert " line " in str(caught.value)
