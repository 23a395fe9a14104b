"""Makes training talk look as it may reach triage: a word lost or misheard, the beginning cut off."""

from __future__ import annotations

import random
from collections.abc import Sequence

CUT_FIRST = 0.08
CUT_LAST = 0.05
LOSE_WORD = 0.06
MISHEAR = 0.3
"""Of a word that has a homophone, where the utterance is misheard at all."""
MISHEARD_UTTERANCE = 0.3
UNTOUCHED = 0.4
IN_TALK = 0.25
POLITE_SHARE = 0.5
LONGEST_SCRAP = 10
LEAST_WORDS = 5
"""Shorter talk is left whole: each word may carry the meaning."""

POLITE = tuple(
    tuple(phrase.split())
    for phrase in (
        "well|oh|oh dear|thank you|thank you dear|thanks|thanks love|please|please dear|excuse me|excuse me nurse|nurse"
        "|good morning|good evening|hello|hello dear|sorry|i am sorry to bother you but|sorry to be a nuisance"
        "|if you do not mind|i am all right really|never mind|anyway|how are you|my love|bless you|you are very kind"
        "|that is all|now then|well now|as i say|i do not want to be a bother|ta|listen|could you come here a minute"
    ).split("|")
)

_KEEP = frozenset("not no never nothing none nor without cannot".split())
"""Losing one of these would turn the meaning while the label stays."""

_ALIKE = """
breathe breath|pain pane|numb num|weak week|heart hart|faint feint|son sun|knight night|hear here|there their
two too to|for four|right write|feel fill|fell fall|fallen falling|chest chess|arm um|leg lake|sick six|bed bad
floor flaw|stairs stares|hurt heard|hurts hearts|head had|tight type|tablets tablet|pills pales|pill peel|took talk
nurse nice|mouth mouse|face phase|side sight|died dyed|die dye|dead did|live leave|life like|end and|hold old
whole hole|want won|know no|new knew|one won|eight ate|be bee|see sea|by bye|him hymn|wait weight|pale pail
blood flood|bleeding breeding|cough coffee|choke joke|choking joking|shaking shading|shiver shimmer|cold called
burning learning|sweat sweet|sweating sweeting|dizzy busy|spinning spending|speech beach|slurred blurred|drop drops
hit heat|pushed bushed|slapped slept|locked looked|money monday|door more|hand hands|leave live|alive a-life
insulin insulting|warfarin war|inhaler in|infection inspection|catheter cafeteria|confused refused|muddled model
wee we|urine you|shaky shake|sore saw|kept cap|can gone|was is|is as|my by|and in|the a|of off|her a|his is
"""


def _table() -> dict[str, list[str]]:
    table: dict[str, list[str]] = {}
    for pair in _ALIKE.replace("\n", "|").split("|"):
        words = pair.split()
        for word in words:
            table.setdefault(word, []).extend(other for other in words if other != word and "-" not in other)
    return {word: others for word, others in table.items() if others}


_MISHEARD = _table()


def in_talk(words: Sequence[str], scraps: Sequence[Sequence[str]], luck: random.Random) -> list[str]:
    """The words, perhaps with something harmless or polite said before or after them in the same breath."""
    if luck.random() >= IN_TALK:
        return list(words)
    scrap = luck.choice(POLITE) if luck.random() < POLITE_SHARE else luck.choice(scraps or POLITE)
    return [*scrap, *words] if luck.random() < 0.5 else [*words, *scrap]


def noisy(words: Sequence[str], luck: random.Random) -> list[str]:
    """The words, perhaps damaged; `luck` decides."""
    if len(words) < LEAST_WORDS or luck.random() < UNTOUCHED:
        return list(words)
    heard = list(words)
    if luck.random() < CUT_FIRST and heard[0] not in _KEEP:
        heard = heard[1:]
    if luck.random() < CUT_LAST and heard[-1] not in _KEEP:
        heard = heard[:-1]
    heard = [word for word in heard if word in _KEEP or luck.random() >= LOSE_WORD]
    if luck.random() < MISHEARD_UTTERANCE:
        heard = [_misheard(word, luck) for word in heard]
    return heard or list(words)


def _misheard(word: str, luck: random.Random) -> str:
    others = _MISHEARD.get(word)
    return luck.choice(others) if others and luck.random() < MISHEAR else word
