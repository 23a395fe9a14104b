"""One of several options, by name, synonym, place in the list, or part of the name ("the white one")."""

from __future__ import annotations

import re

from companion.dialogue.answers.english.clauses import concluded
from companion.dialogue.answers.english.families import family_words
from companion.dialogue.answers.english.text import (
    corrected,
    doubtful,
    has,
    has_any,
    listed,
    normalise,
    readings,
    without_doubts,
    without_fillers,
)
from companion.dialogue.answers.understood import DOUBT, NOT_AN_ANSWER, Options, Understood

_PLACES = (("first", 0), ("second", 1), ("third", 2), ("fourth", 3), ("former", 0), ("latter", -1), ("last", -1))
_REFUSALS = listed("choice", "refusals")
_NO_MATTER = listed("choice", "no_matter")
_NOT_WORDS = frozenset({"not", "no", "never", "without", "nor"})
_VERBS = frozenset("touch drink have like take want fancy need eat wear use".split())
_DISAGREES = re.compile(
    r"(?:does not|do not|will not) (?:agree|suit|like|do for)|(?:upsets|repeats on|keeps|gives|bungs|makes) me\b|"
    r"is (?:too|not for me)|is bad for|plays havoc"
)
""""Salad doesn't agree with me": not that."""
_NO_MEANING = frozenset(listed("choice", "no_meaning"))
_ALL_BUT = ("any but", "anything but", "all but", "everything but", "anything except", "anything bar")
_NO_MORE_THAN = re.compile(r"\b(?:no|not) (?:more|less|worse|better) than\b")
_PLAIN_NO = listed("yes_no", "no_first")
_HEDGES = listed("choice", "hedges")
_NEW_SENTENCE = re.compile(
    r" (?:i|it|there|they|he|she|that|we|my|you|nothing|one thing|the (?:left|right|other|first|second))\b(?= )"
)
_JOINING = frozenset("or and but maybe perhaps sometimes if when as than that how what not to of for i like".split())
_LEADING = 30
"""Where an answer that leads must have ended, in characters."""
_AT_THE_END = re.compile(r" (?:mostly|mainly|usually|normally|as a rule)$")


def choice(text: str, options: Options) -> Understood:
    """The option meant. Two at once is unsure; "neither" is no answer; what is denied is not chosen."""
    words = _known(options)
    for reading in (_NO_MORE_THAN.sub(" ", said).strip() for said in readings(text)):
        found = _by_name(_beside_doubt(reading), words)
        if found is NOT_AN_ANSWER:
            found = _otherwise(reading, tuple(options))
        if found is not NOT_AN_ANSWER:
            return found
    return NOT_AN_ANSWER


def _beside_doubt(plain: str) -> str:
    """What is named beside a doubt; "I can't say I have" is none."""
    return without_doubts(plain) if doubtful(plain) and not has_any(plain, _PLAIN_NO) else plain


def _known(options: Options) -> dict[str, tuple[str, ...]]:
    """Every option's words: its own, and those of its family that are no other option's own."""
    own = {name: _words_for(name, options) for name in options}
    taken = {phrase for known in own.values() for phrase in known}
    families = family_words(tuple(options))
    return {name: (*own[name], *(one for one in families.get(name, ()) if one not in taken)) for name in options}


def _by_name(plain: str, words: dict[str, tuple[str, ...]]) -> Understood:
    certainty = 0.8 if has_any(plain, _HEDGES) else 0.95
    named = _named(plain, words)
    if len(named) == 1:
        return Understood(value=named[0], certainty=certainty)
    return _several(plain, named, words) if named else NOT_AN_ANSWER


def _otherwise(plain: str, names: tuple[str, ...]) -> Understood:
    certainty = 0.7 if has_any(plain, _HEDGES) else 0.9
    if doubtful(plain) or has_any(plain, _NO_MATTER):
        return DOUBT
    if has_any(plain, _ALL_BUT):
        return Understood(certainty=0.6, unsure=True)
    if has_any(plain, _REFUSALS):
        return NOT_AN_ANSWER
    placed = _placed(plain, names)
    if placed is not None:
        return Understood(value=placed, certainty=certainty)
    part = next((part for said in corrected(plain) if (part := _by_part(said, names))), None)
    if part is not None:
        return Understood(value=part, certainty=min(certainty, 0.75))
    left = _by_denial(plain, names)
    return Understood(value=left, certainty=0.6) if left else NOT_AN_ANSWER


def _several(plain: str, named: list[str], words: dict[str, tuple[str, ...]]) -> Understood:
    """ "Tea no coffee" and "it was bad but now it's mild" decide; "tea or coffee" does not."""
    last = max(named, key=lambda name: _where(plain, words[name]))
    before = plain[: _where(plain, words[last])].split()[-2:]
    if "no" in before:
        return Understood(value=last, certainty=0.8)
    concluded = _concluded(plain, words)
    if concluded is not None:
        return Understood(value=concluded, certainty=0.75)
    first = _before_more(plain, words)
    return Understood(value=first, certainty=0.7) if first else Understood(certainty=0.7, unsure=True)


def _concluded(plain: str, words: dict[str, tuple[str, ...]]) -> str | None:
    """The one named in the clause that counts: after "so", after a contrast to the past, or last and again."""
    for part in concluded(plain):
        if len(named := _named(part, words)) == 1:
            return named[0]
    # "Good, not very good, but good" says it twice and denies the other.
    leading, _, rest = plain.partition(" not ")
    named = _named(leading, words) if rest else []
    again = _named(rest.rpartition(" but ")[2], words) if " but " in rest else []
    return named[0] if len(named) == 1 and named == again else None


def _before_more(plain: str, words: dict[str, tuple[str, ...]]) -> str | None:
    """The option that is a whole answer by itself, where a new sentence tells more: "never, there's always somebody".

    Also "sundays mostly": how often "mostly" is meant of the Sundays.
    """
    said = _AT_THE_END.sub("", plain)
    if said != plain and len(named := _named(said, words)) == 1:
        return named[0]
    for match in _NEW_SENTENCE.finditer(plain):
        leading = plain[: match.start()]
        named = _named(leading, words)
        joined = leading.rpartition(" ")[2] in _JOINING
        if len(named) == 1 and not joined and match.start() <= _LEADING:
            return named[0]
    return None


def _named(plain: str, words: dict[str, tuple[str, ...]]) -> list[str]:
    """Options said and not denied. A longer phrase wins over a shorter one inside it ("not well" over "well")."""
    hits = [(len(phrase), name, phrase) for name, known in words.items() for phrase in known if has(plain, phrase)]
    no_answers = any("no" in known for known in words.values())
    kept: list[str] = []
    rest = f" {plain} "
    for _, name, phrase in sorted(hits, key=lambda hit: -hit[0]):
        if f" {phrase} " not in rest:
            continue
        # Where "no" is an answer itself, "no, every day" corrects it and denies nothing.
        corrects = no_answers and rest.startswith(f" no {phrase} ")
        if (corrects or not _denied(rest, phrase)) and name not in kept:
            kept.append(name)
        rest = rest.replace(f" {phrase} ", f" {'_ ' * len(phrase.split())}")
    return kept


def _denied(padded: str, phrase: str) -> bool:
    before = padded[: padded.index(f" {phrase} ")].split()
    if _DISAGREES.match(padded[padded.index(f" {phrase} ") + len(phrase) + 2 :]):
        return True
    if not before or before[-1] == "no":
        # "tea no coffee" corrects, "no coffee" denies
        return bool(before) and len(before) == 1
    if before[-1] in _NOT_WORDS or re.search(
        r"\b(?:any|anything|all|everything) (?:but|except)(?: the| a)?$", " ".join(before)
    ):
        return True
    if before[-1] in _VERBS and before[-2:-1] and before[-2] in _NOT_WORDS:
        return True
    return before[-1] in {"the", "a", "too", "very", "so", "want", "like", "take", "that"} and "not" in before[-3:]


def _where(plain: str, known: tuple[str, ...]) -> int:
    padded = f" {plain} "
    return max(padded.rfind(f" {phrase} ") for phrase in known)


def _words_for(name: str, options: Options) -> tuple[str, ...]:
    plain = (normalise(words.replace("_", " ")) for words in (name, *options[name]))
    return tuple(form for words in plain for form in dict.fromkeys((words, without_fillers(words))) if form)


def _placed(plain: str, names: tuple[str, ...]) -> str | None:
    for word, place in _PLACES:
        if has_any(plain, (f"the {word}", f"{word} one", f"{word} of")) or plain == word:
            return names[place] if -1 <= place < len(names) else None
    match = re.search(r"\b(?:number|option) (one|two|three|[123])\b", plain)
    place = ["one", "two", "three", "1", "2", "3"].index(match[1]) % 3 if match else len(names)
    return names[place] if place < len(names) else None


def _by_part(plain: str, names: tuple[str, ...]) -> str | None:
    """The only option that shares a telling word with what was said."""
    kept = re.sub(r"\b(?:not|no) (?:the |a |my )?\w+(?: ones?)?\b", "", plain)
    said = {_stem(word) for word in kept.split()} - _NO_MEANING
    if said & _NOT_WORDS:
        return None
    sharing = [name for name in names if said & _telling(name)]
    return sharing[0] if len(sharing) == 1 else None


def _by_denial(plain: str, names: tuple[str, ...]) -> str | None:
    """ "Not the blue one", of two, is the other."""
    denied = re.search(r"\bnot (?:the |a |my )?(\w+)", plain)
    if has_any(plain, ("the other", "the other one", "other one")):
        names = tuple(name for name in names if not {"both", "neither", "none"} & _telling(name))
    if denied is None or len(names) != 2:
        return None
    left = [name for name in names if _stem(denied[1]) not in _telling(name)]
    return left[0] if len(left) == 1 else None


def _telling(name: str) -> set[str]:
    return {_stem(word) for word in normalise(name.replace("_", " ")).split()} - _NO_MEANING


def _stem(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") else word
