"""The guessed mood, counted: only as far as a guess from single sentences can be trusted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType

from privacy.summary.facts import Summary
from privacy.summary.words import count, times

_GROUPS = {
    "pleasant": "admiration amusement approval caring desire excitement gratitude joy love optimism pride relief happy",
    "unpleasant": "anger annoyance disappointment disapproval disgust embarrassment fear grief nervousness remorse"
    " sadness sad angry fearful disgusted",
    "mixed": "realization surprise curiosity confusion surprised",
    "neutral": "neutral calm",
}

GROUP: Mapping[str, str] = MappingProxyType(
    {label: group for group, labels in _GROUPS.items() for label in labels.split()}
)
"""Label -> pleasant, unpleasant, mixed or neutral: the sentiment groups of GoEmotions (Demszky 2020).

A single label says more than is known: "I like tea" is called love, and a command has no mood at all.
"""

OTHER = "other"


def mood(summary: Summary) -> str:
    """How often which tone was guessed, how sure the device was, and how often it was not."""
    if not summary.mood_guesses:
        return "No mood was guessed."
    groups: Counter[str] = Counter()
    for one in summary.moods:
        groups[GROUP.get(one.label, OTHER)] += one.times
    guessed = ", ".join(f"{group} {times(often)}" for group, often in groups.most_common())
    unsure = summary.mood_guesses - sum(groups.values())
    told = f"Guessed from the words: {guessed or 'nothing it was sure of'}."
    if summary.mood_certainty is not None:
        told += f" Certainty {summary.mood_certainty:.0%} on average."
    return told + (f" Unsure in {unsure} of {count(summary.mood_guesses, 'guess', 'guesses')}." if unsure else "")
