"""Check of the device's name: long enough, and like nothing that is said to it anyway."""

from __future__ import annotations

from typing import TYPE_CHECKING

from companion.doctor.check import Finding, ok, warn

if TYPE_CHECKING:
    from companion.settings import Settings

FEWEST_SOUNDS = 5
"""A name of fewer is heard in what is said all day; "Alexa" has six, "computer" eight, "companion" nine."""
ALIKE = 0.7
REMEDY = "Choose a longer or rarer name: [asr] name."


def name(settings: Settings) -> Finding:
    """Whether the recogniser can tell the name from other words. A live run starts whatever is found."""
    from companion.app import make_dictionary
    from companion.asr.repair_sounds import alike
    from companion.dialogue.phrases import COMMAND_PHRASES, RED_FLAG_PHRASES, phrases_for
    from companion.messages import AnswerKind

    chosen = settings.asr.name
    sounds = make_dictionary()
    count = len(sounds(chosen))
    if count < FEWEST_SOUNDS:
        return warn(f"'{chosen}' has only {count} sounds: much of what is said all day is like it", REMEDY)
    said = (*COMMAND_PHRASES, *RED_FLAG_PHRASES, *phrases_for(AnswerKind.YES_NO))
    words = {word for phrase in said for word in (phrase, *phrase.split())}
    nearest = max(sorted(words), key=lambda word: alike(sounds(chosen), sounds(word)))
    if alike(sounds(chosen), sounds(nearest)) >= ALIKE:
        return warn(f"'{chosen}' sounds like '{nearest}', which is said to it anyway", REMEDY)
    return ok(f"'{chosen}', {count} sounds")
