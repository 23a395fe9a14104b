"""The words that people put around an answer: "well, it is about a six, I think, thank you". They change nothing in it.

The recogniser listens for the commonest of them around the expected answers, and the end of a turn is decided by all.
What was meant is never decided by this: that is the dialogue's.
"""

from __future__ import annotations

from dataclasses import dataclass, field

_BEFORE = (
    "about a about around roughly nearly almost at at_about maybe perhaps probably possibly exactly only just "
    "well oh ah um uh er erm hm hmm mm so and right okay ok yeah let_me_see let's_see let_me_think "
    "it it_is it's it_was it_would_be it's_about that_is that's that_was i_think i_think_it_is i_think_it_was i_guess "
    "i_guess_it_is i_suppose i_suppose_it_is i_would_say i'd_say i_would_say_it_is i_have_had i_have i've_had i_had "
    "i_took i_am i'm i_woke_at i_got_up_at a an the my quite rather pretty fairly very really a_bit somewhat between "
    "just_after just_before a_little_after a_little_before soon_after not_too_bad"
)
_AFTER = (
    "please thank_you thank_you_very_much thanks very_much dear love darling nurse doctor sir madam my_dear my_love "
    "i_think i_guess i_suppose i_would_say i'd_say i_believe i_reckon maybe perhaps probably or_so or_thereabouts "
    "roughly about exactly really actually then today now just_now right_now at_the_moment at_present altogether "
    "in_all this_morning this_evening this_afternoon in_the_morning in_the_evening in_the_afternoon at_night "
    "last_night yesterday so_far for_me o'clock sharp or_less or_more "
    "glass glasses cup cups mug mugs times tablet tablets pill pills slice slices spoon spoonful spoonfuls bowl "
    "of_tea of_water of_coffee of_juice of_milk hour hours minute minutes days week weeks i'm_afraid i_am_afraid"
)
_SAID_BEFORE = (
    "well oh um about about_a around just only maybe maybe_a probably probably_a perhaps nearly "
    "it_is it_is_a it's it's_a it's_about it_was it_was_a i_think i_think_it_is i_think_it's i_think_it_was i_guess "
    "i_suppose i_would_say i'd_say i_would_say_a i'd_say_a i'd_say_about i_had i_have_had i've_had i_took i_woke_at "
    "i_got_up_at quite rather just_after just_before"
)
_SAID_AFTER = (
    "please thank_you thanks dear love nurse doctor i_think i_guess i_suppose i_would_say i'd_say maybe perhaps or_so "
    "really today just_now at_the_moment this_morning this_evening this_afternoon in_the_morning in_the_evening "
    "last_night yesterday i'm_afraid glasses cups times tablets o'clock"
)
_BETWEEN = frozenset(["or", "to", "and", "maybe", "perhaps"])
"""Two answers with one of these between them are one: "three or four"."""


_HESITATIONS = frozenset(["oh", "ah", "um", "uh", "er", "erm", "hm", "hmm", "mm"])


def _phrases(named: str) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(name.split("_")) for name in named.split())


SAID_BEFORE: tuple[str, ...] = tuple(name.replace("_", " ") for name in _SAID_BEFORE.split())
"""What the recogniser listens for before an expected phrase. Nothing as short as "a" or "er": a breath sounds like it,
and "a help" was heard."""
SAID_AFTER: tuple[str, ...] = tuple(name.replace("_", " ") for name in _SAID_AFTER.split())
"""And after one."""

_BEFORE_PHRASES, _AFTER_PHRASES = _phrases(_BEFORE), _phrases(_AFTER)
_LONGEST = max(map(len, _BEFORE_PHRASES | _AFTER_PHRASES))


@dataclass(frozen=True, slots=True)
class Unwrapped:
    """What is left of an answer."""

    core: str = field(repr=False)
    """Without the words around it; empty where there were only such."""
    closed: bool
    """Something was put after it: whoever says "six please" adds no number to it."""


def unwrapped(text: str) -> Unwrapped:
    """Take the words around an answer away; `text` lower case, no punctuation."""
    words = text.split()
    begin, end = _after_openers(words), len(words)
    while end > begin and (taken := _taken(words[begin:end], _AFTER_PHRASES, from_end=True)):
        end -= taken
    # What is only "thank you" or "about" is no answer with something around it.
    return Unwrapped(" ".join(words[begin:end]), closed=begin < end < len(words))


def is_opener(text: str) -> bool:
    """Whether all of it only leads up to an answer: "well it is about a". A mere "hmm" leads nowhere yet."""
    words = text.split()
    return not _HESITATIONS.issuperset(words) and _after_openers(words) == len(words)


def alternatives(core: str) -> tuple[str, ...]:
    """The answers in "three or four"; one where there is nothing between.

    The last is empty where it is still to come: "three or".
    """
    parts: list[list[str]] = [[]]
    for word in core.split():
        if word in _BETWEEN and parts[-1]:
            parts.append([])
        else:
            parts[-1].append(word)
    return tuple(" ".join(part) for part in parts)


def _after_openers(words: list[str]) -> int:
    begin = 0
    while begin < len(words) and (taken := _taken(words[begin:], _BEFORE_PHRASES, from_end=False)):
        begin += taken
    return begin


def _taken(words: list[str], phrases: frozenset[tuple[str, ...]], *, from_end: bool) -> int:
    """How many words the longest of the phrases takes from one end; 0 for none."""
    for length in range(min(_LONGEST, len(words)), 0, -1):
        if tuple(words[-length:] if from_end else words[:length]) in phrases:
            return length
    return 0
