"""Rules about the words: how hard, how long, what must not be said, and whether a question ends as one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from companion.dialogue.authoring.findings import Case, Found, error, warning
from companion.dialogue.authoring.forbidden import normal, slips
from companion.dialogue.authoring.prompts import Role, Spoken, spoken_lines
from companion.dialogue.authoring.readability import measure, sentences, words
from companion.dialogue.script import Script
from companion.messages import AnswerKind

HIGHEST_GRADE = 6.0
HIGHEST_GRADE_OF_A_PROMPT = 8.0
FEWEST_WORDS = 8
"""A shorter prompt has no grade worth the name: one long word decides it."""
GRADE_TOLERANCE = 1.5
LONGEST_S = 12.0
MOST_WORDS = 20
MOST_OPTIONS = 3
MOST_OPTIONS_OF_AN_INSTRUMENT = 4
"""Instruments like the PHQ have four fixed answers, said as words."""

_INVITES = re.compile(r"(?:you can|you may|please|tell|say|name|think|take your time|let me know|i am listening)\b")
_SLOT = re.compile(r"\{(\w+)\}")
_USUAL_SLOTS = frozenset(
    {"name", "notice", "time", "day", "time_of_day", "message", "message_from", "new_reader", "helpers"}
)


def english(script: Script) -> bool:
    """The rules about words and their hardness know English only."""
    return script.language.split("-")[0] == "en"


def language_known(case: Case) -> Iterator[Found]:
    """Tell when the words could not be examined."""
    if not english(case.script):
        what = f"the words are in {case.script.language}, and only English words can be examined"
        yield warning("language", ("language",), what, "Have a person who speaks it read every line.")


def banned_words(case: Case) -> Iterator[Found]:
    """Doses, diagnoses, promises, feelings, pet names and the like, in every line that is said."""
    if not english(case.script):
        return
    for line in spoken_lines(case.script):
        for slip in slips(line.plain):
            yield error(slip.ban.rule, line.where, f'{slip.ban.what}: "{slip.words}"', slip.ban.advice)


def hard_words(case: Case) -> Iterator[Found]:
    """The school grade of the whole wording and of each longer prompt."""
    if not english(case.script):
        return
    lines = list(spoken_lines(case.script))
    grade = measure(line.plain for line in lines).grade
    if grade > HIGHEST_GRADE:
        what = f"the wording needs {grade:.1f} years of school, and {HIGHEST_GRADE:g} is the most"
        yield error("grade", ("reading_level",), what, "Use shorter sentences and shorter words.")
    hardest = [(line, found.grade) for line in lines if (found := measure([line.plain])).words >= FEWEST_WORDS]
    for line, own in hardest:
        if own > HIGHEST_GRADE_OF_A_PROMPT:
            what = f"this prompt needs {own:.1f} years of school"
            yield warning("grade", line.where, what, "Use shorter sentences and shorter words.")
    yield from _claimed(case.script.reading_level, grade, hardest=max([grade, *(own for _, own in hardest)]))


def _claimed(claimed: float, grade: float, *, hardest: float) -> Iterator[Found]:
    """What the front part says lies between the whole wording and its hardest prompt, or close by."""
    if claimed < grade - GRADE_TOLERANCE:
        what = f"reading_level says {claimed:g}, and the wording comes to {grade:.1f}"
        yield error("reading-level", ("reading_level",), what, f"Write reading_level: {grade:.0f}, or make it easier.")
    elif claimed > hardest + GRADE_TOLERANCE:
        what = f"reading_level says {claimed:g}, and even the hardest prompt comes to {hardest:.1f} only"
        yield warning("reading-level", ("reading_level",), what, f"Write reading_level: {grade:.0f}.")


def long_prompts(case: Case) -> Iterator[Found]:
    """Prompts that take too long, sentences with too many words, lines that do not end as a sentence does."""
    for line in spoken_lines(case.script):
        if line.seconds > LONGEST_S:
            what = f"this takes {line.seconds:.0f} seconds to say, and {LONGEST_S:g} is the most to listen to"
            yield warning("long-prompt", line.where, what, "Say the rest in a state of its own, or leave it out.")
        for sentence in sentences(line.plain):
            count = len(words(sentence))
            if count > MOST_WORDS:
                what = f"a sentence has {count} words, and {MOST_WORDS} is the most to keep in mind"
                yield warning("long-sentence", line.where, what, "Make two sentences of it.")
        if not re.search(r"[.?!…][\"'”’)]*$|\}$", line.text.strip()):
            what = f'this does not end like a sentence: "{line.text.strip()[-40:]}"'
            advice = "End it with . ? or !, and put words with a comma or a # in quotes: else they are cut in two."
            yield warning("sentence-end", line.where, what, advice)


def questions_last(case: Case) -> Iterator[Found]:
    """A prompt that waits for an answer ends with the question, or with what may be said."""
    for line in spoken_lines(case.script):
        state = case.script.states[line.state]
        asked = state.asks and not state.rest and line.role in {Role.SAY, Role.LADDER}
        if asked and state.expect.kind is not AnswerKind.FREE and not _asks(line, tuple(state.expect.options)):
            advice = "Put the question, or what may be said, at its end: people answer what they heard last."
            yield warning(
                "question-last", line.where, "an answer is awaited, and the prompt ends without asking", advice
            )


def _asks(line: Spoken, options: tuple[str, ...]) -> bool:
    """One of the last two sentences is a question or an invitation, or the last is itself an answer."""
    last = [normal(one) for one in sentences(line.plain)[-2:]]
    names = {normal(option.replace("_", " ")) for option in options}
    asks = any("?" in one or _INVITES.match(one) for one in last)
    return asks or (bool(last) and last[-1].rstrip(".").removeprefix("or ") in names)


def spoken_options(case: Case) -> Iterator[Found]:
    """Not more answers in one prompt than can be kept in mind."""
    for line in spoken_lines(case.script):
        state = case.script.states[line.state]
        named = _named(line, tuple(state.expect.options)) if state.expect.kind is AnswerKind.CHOICE else ()
        most = MOST_OPTIONS
        if case.script.scores and all(option.value is not None for option in state.expect.options.values()):
            most = MOST_OPTIONS_OF_AN_INSTRUMENT
        if len(named) > most:
            what = f"{len(named)} answers are spoken in one prompt ({', '.join(named)}), and {most} is the most"
            advice = "Name three at most, offer two on a ladder, or let the buttons show the rest."
            if most == MOST_OPTIONS:
                advice += " Four are allowed where each option has a value and the script has a score."
            yield error("options", line.where, what, advice)
        listed = 0 if named else _listed(line.plain)
        if listed > most:
            what = f"{listed} things are listed in one prompt, and {MOST_OPTIONS} is the most to keep in mind"
            yield warning("options", line.where, what, "Shorten the list.")


def known_slots(case: Case) -> Iterator[Found]:
    """A line with a slot that nothing fills is never said, or said with its braces."""
    script = case.script
    noticed = {name for state in script.states.values() for name in state.notice}
    for line in spoken_lines(script):
        known = _USUAL_SLOTS | noticed | ({"answer"} if line.role is Role.CONFIRM else set())
        for slot in _SLOT.findall(line.text):
            if slot in script.scores:
                advice = "Scores are for people who know what they mean; take it out."
                yield error("score-said", line.where, f"the score {{{slot}}} is told to the resident", advice)
            elif slot not in known:
                advice = "Use {name}, {time}, {day}, a notice of this script, or {answer} in a confirm."
                yield error("slot", line.where, f"nothing fills in {{{slot}}}", advice)


def _named(line: Spoken, options: tuple[str, ...]) -> tuple[str, ...]:
    """The options that are said in it; "little" does not count inside "a little"."""
    left = normal(line.plain)
    found = []
    for option in sorted(options, key=len, reverse=True):
        pattern = rf"\b{re.escape(normal(option.replace('_', ' ')))}\b"
        if re.search(pattern, left):
            found.append(option)
            left = re.sub(pattern, " ", left)
    return tuple(option for option in options if option in found)


def _listed(text: str) -> int:
    """How many things the longest list with "or" in it has: tea, milk, or water is three."""
    lists = re.findall(r"((?:[\w' -]+, )+[\w' -]*\bor\b [\w' -]+)", text)
    return max((one.count(",") + (0 if re.search(r", or\b", one) else 1) + 1 for one in lists), default=0)
