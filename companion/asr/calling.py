"""The device's name: what to listen for, and whether it was called."""

from __future__ import annotations

from dataclasses import replace

from companion.messages import Transcript, Utterance


class Calling:
    """One name, of one word or more."""

    def __init__(self, name: str) -> None:
        self._name = tuple(name.lower().split())

    @property
    def phrases(self) -> tuple[str, ...]:
        """The name in the ways it is called."""
        if not self._name:
            return ()
        name = " ".join(self._name)
        return (name, f"hello {name}", f"hey {name}", f"{name} please")

    def called(self, heard: Transcript) -> bool:
        """Whether the device was called, at the beginning or the end."""
        words = tuple(heard.text.split())
        count = len(self._name)
        return bool(count) and (words[:count] == self._name or words[-count:] == self._name or self._after_hey(words))

    def without_name(self, utterance: Utterance) -> Utterance:
        """The same without the name it began with: "companion what time is it" is a question for the time."""
        words = utterance.transcript.text.split()
        count = len(self._name)
        if not count or tuple(words[:count]) != self._name or len(words) == count:
            return utterance
        return replace(utterance, transcript=replace(utterance.transcript, text=" ".join(words[count:])))

    def _after_hey(self, words: tuple[str, ...]) -> bool:
        return words[:1] in {("hey",), ("hello",)} and words[1 : 1 + len(self._name)] == self._name
