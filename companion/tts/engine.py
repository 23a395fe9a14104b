"""What every speech engine does: make the sound of one sentence. All else is shared (`companion.tts.speech`)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from companion.tts.spoken import Spoken


class Engine(Protocol):
    """One voice, loaded and ready."""

    @property
    def name(self) -> str:
        """espeak or piper."""
        ...

    @property
    def fingerprint(self) -> str:
        """Differs wherever the same sentence would sound different: what is kept of one voice is no use to another."""
        ...

    @property
    def language(self) -> str:
        """Two letters."""
        ...

    @property
    def quick(self) -> bool:
        """A sentence is made in a few milliseconds, sooner than it could be read from a disk."""
        ...

    def sentence(self, text: str, words_per_minute: float) -> Iterator[Spoken]:
        """The sentence's sound, in one part or several. Raises ModelError; may be called from any thread."""
        ...
