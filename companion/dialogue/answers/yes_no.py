"""Yes or no, as people really say it: "not really", "I suppose so", "no wait yes", "I don't think so"."""

from __future__ import annotations

from companion.dialogue.answers.text import has_any, normalise, readings
from companion.dialogue.answers.understood import DOUBT, NOT_AN_ANSWER, Understood

DOUBTS = (
    "do not know", "do not really know", "not sure", "not certain", "not so sure", "no idea", "could not say",
    "could not tell", "hard to say", "hard to tell", "can not say", "can not tell", "can not remember",
    "do not remember", "can not recall", "do not recall", "can not think", "i forget", "it depends", "depends",
    "who knows", "yes and no", "unsure", "not quite sure", "wish i knew", "have i", "did i", "do i",
)  # fmt: skip
"""Said instead of an answer."""

_HEDGES = (
    "maybe", "perhaps", "possibly", "might", "probably", "i think", "i suppose", "i guess", "i believe", "i expect",
    "sort of", "kind of", "i should think", "i would say", "more or less", "i hope so", "presumably",
)  # fmt: skip
_NO = (
    "not really", "not at all", "not yet", "not today", "not now", "not much", "not particularly", "not especially",
    "not so", "not that i know of", "not that i can", "not any", "not a bit", "not in the least", "do not think so",
    "do not believe so", "do not suppose so", "rather not", "never", "none", "nope", "nah", "negative",
    "hardly", "nothing", "of course not", "afraid not", "certainly not", "absolutely not", "definitely not",
    "probably not", "maybe not", "perhaps not", "no thank you", "no thanks", "leave it", "think not", "hope not",
    "no need", "not this", "neither", "without", "not me", "not for me", "not likely", "count me out",
)  # fmt: skip
_NEGATED = (
    "do not", "have not", "did not", "has not", "can not", "could not", "would not", "will not", "am not", "is not",
    "was not", "does not",
)  # fmt: skip
"""Said alone they stand for a no; in a whole sentence they deny what it says."""
_EMPTY = frozenset(
    "i it that this them they he she we you a an the any some to of at all in on for my your do did have had has be "
    "been is am are was were not no yes really now today yet so much very thank thanks dear either though anyway quite "
    "get got go going feel like think just here there".split()
)
"""Words that say nothing about what is talked of."""
_YES = (
    "yes", "yeah", "yep", "yup", "yea", "ya", "aye", "of course", "certainly", "definitely", "absolutely", "think so",
    "suppose so", "guess so", "believe so", "expect so", "say so", "hope so", "afraid so", "go on then", "go ahead",
    "do so", "that is right", "that is true", "that is correct", "very much so", "you bet", "why not", "mm hmm",
    "uh huh", "that would be nice", "that would be lovely", "by all means", "if you like",
)  # fmt: skip
_YES_TO_BEGIN = (
    "sure", "ok", "okay", "right", "correct", "quite", "very much", "a little", "a bit", "a lot", "indeed", "always",
    "true", "all right", "alright", "lovely", "rather", "some", "probably", "fine", "all the time", "go on",
    "sometimes", "now and then",
)  # fmt: skip
"""A yes when the answer begins with it: "a little" is one, "I am a little dizzy" is not."""
_YES_AT_THE_END = (
    "i do", "i have", "i did", "i am", "i would", "i will", "i was", "i can", "i could", "it is", "it does", "it has",
    "it did", "there is", "they do", "they did", "i took", "i must",
)  # fmt: skip
"""Short for the whole question: "I am" is a yes, "I am scared" is not."""
_FIRM_NO = frozenset({"no", "nope", "nah", "never", "none", "negative", "not"})
_FIRM_YES = frozenset({"yes", "yeah", "yep", "yup", "yea", "aye", "yer"})


def yes_no(text: str, about: str = "") -> Understood:
    """True, False, or unsure. A leading yes or no decides; a later one counts after "no wait" and the like.

    `about` is the question: "I cannot get up" is a no to "Can you get up?", and none to "Did you hit your head?".
    """
    for reading in readings(text):
        found = _read(reading, about)
        if found is not NOT_AN_ANSWER:
            return found
    return NOT_AN_ANSWER


def _read(plain: str, about: str) -> Understood:
    words = plain.split()
    if not words:
        return NOT_AN_ANSWER
    firm = _firm(words)
    if has_any(plain, DOUBTS) and not (firm is True and words[-1] in _FIRM_YES):
        return DOUBT
    hedged = has_any(plain, _HEDGES)
    if firm is not None:
        return Understood(value=firm, certainty=0.7 if hedged else 0.95)
    if (
        has_any(plain, _NO)
        or _denies(plain, about)
        or words[-1] == "no"
        or (words[-1] == "not" and not has_any(plain, _YES))
    ):
        return Understood(value=False, certainty=0.6 if hedged else 0.85)
    if has_any(plain, _YES) or _elliptic(plain):
        return Understood(value=True, certainty=0.6 if hedged else 0.85)
    return Understood(certainty=0.6, unsure=True) if hedged else NOT_AN_ANSWER


def _denies(plain: str, about: str) -> bool:
    """A negated verb that stands alone, or one that denies what the question is about."""
    if not has_any(plain, _NEGATED):
        return False
    content = set(plain.split()) - _EMPTY - {"can", "could", "would", "will", "does"}
    return not content or not about or bool(content & set(normalise(about).split()))


def _elliptic(plain: str) -> bool:
    starts = f"{plain} ".startswith(tuple(f"{words} " for words in _YES_TO_BEGIN))
    return starts or f" {plain}".endswith(tuple(f" {words}" for words in _YES_AT_THE_END))


def _firm(words: list[str]) -> bool | None:
    first = words[0]
    if first == "no" and len(words) > 1 and words[1] in _FIRM_YES and words[-1] in _FIRM_YES:
        return True  # "no yes": the second thought counts
    if first in _FIRM_YES and words[-1] == "no" and len(words) <= 3:
        return False
    if first == "not":
        return None  # "not bad", "not really": the phrases decide
    if first in _FIRM_YES:
        return True
    return False if first in _FIRM_NO else None
