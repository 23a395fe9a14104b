"""Any engine as a Synthesiser: a prompt read as people read it, cut to sentences, made, and made clear."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterable, Iterator

from companion.errors import ModelError
from companion.marks import Break, Piece, pieces
from companion.messages import Prompt, SpeechChunk
from companion.settings import TtsSettings
from companion.tts.delivery import deliver
from companion.tts.making import Maker, Order
from companion.tts.normalise import read_aloud
from companion.tts.normalise.lexicon import say_as
from companion.tts.rate import Rate, bounded
from companion.tts.sentences import sentences
from companion.tts.spoken import Spoken

log = logging.getLogger(__name__)
AHEAD = 1
"""So many sentences are asked for before they are needed: while one sounds, the next is made."""
FIRST_CHARACTERS = 60
"""Where the first sentence is longer, a slow engine begins with a clause of it: the first sound waits for no more."""
ENGLISH = "en"
FILLER = "One moment."
"""Said when the answer is still being made a while after it was due; held in memory by a slow engine."""


class Speech:
    """Implements Synthesiser with one engine, and with another when that fails."""

    def __init__(
        self,
        maker: Maker,
        settings: TtsSettings,
        *,
        notice: str | None = None,
        instead: Callable[[ModelError], Maker] | None = None,
    ) -> None:
        """`instead` makes what takes over for good when the engine fails, from the sentence that it could not say.

        Raises ModelError when the engine cannot speak at all and nothing can take over.
        """
        self._maker = maker
        self._settings = settings
        self._instead = instead
        self.notice = notice
        """One sentence to show when the engine is not the one the settings would have liked best; else None."""
        self._respellings = {word.lower(): respelling for word, respelling in settings.say_as.items()}
        self._usual = Rate.of(settings.words_per_minute).words_per_minute
        self._last = self._usual
        self._fixed: Callable[[], Iterable[str]] = tuple
        if not maker.engine.quick:
            maker.hold(FILLER, self._usual)

    @property
    def engine(self) -> str:
        """espeak or piper: whichever speaks now."""
        return self._maker.engine.name

    @property
    def quick(self) -> bool:
        """Nothing needs to be made ahead."""
        return self._maker.engine.quick

    def speak(self, prompt: Prompt) -> Iterator[SpeechChunk]:
        """The prompt's sound in chunks; nothing when there is nothing to be said.

        Raises ModelError when the engine fails and nothing can take over.
        """
        wanted = bounded(prompt.manner)
        rate = Rate.of(self._settings.words_per_minute, wanted.pace)
        self._last = rate.words_per_minute
        return deliver(
            self._made(self._said(prompt), rate.words_per_minute),
            pause_s=rate.pause_s,
            gain_db=wanted.gain_db,
            lift_db=self._settings.lift_db + wanted.lift_db,
            whisper=wanted.whisper,
        )

    def keep(self, texts: Callable[[], Iterable[str]]) -> None:
        """These prompts are fixed, the first of them most urgent: `tend` makes them ahead, and keeps them on disk.

        Called where it takes nobody's time, and not at all where nothing is kept.
        """
        self._fixed = texts
        self._maker.keep(self._fixed_sentences())

    def _fixed_sentences(self) -> Iterator[str]:
        for text in self._fixed():
            yield from self._pieces(text)

    def tend(self) -> None:
        """Make one sentence ahead, in the usual manner, then in the one that was asked for last. Never waits."""
        for words_per_minute in dict.fromkeys((self._usual, self._last)):
            self._maker.tend(words_per_minute)
            if self._maker.still_to_make:
                return

    def _said(self, prompt: Prompt) -> Iterator[Piece]:
        """What is to be said, sentence by sentence, and the pauses that are marked."""
        for piece in pieces(prompt.marked) if prompt.marked else (prompt.text,):
            if isinstance(piece, Break):
                yield piece
            else:
                yield from self._pieces(piece)

    def _pieces(self, text: str) -> Iterator[str]:
        engine = self._maker.engine
        # The household's own words first, so that they win over the built-in medicines.
        spoken = say_as(text, self._respellings)
        if engine.language == ENGLISH:
            spoken = read_aloud(spoken)
        return sentences(spoken, first=None if engine.quick else FIRST_CHARACTERS)

    def _made(self, said: Iterable[Piece], words_per_minute: float) -> Iterator[Spoken | Break | None]:
        """Every piece in order, None as long as the next is not there."""
        ordered: deque[tuple[str, Order] | Break] = deque()
        for piece in said:
            if isinstance(piece, Break):
                ordered.append(piece)
            else:
                ordered.append((piece, self._maker.order(piece, words_per_minute)))
            if len(ordered) > AHEAD:
                yield from self._collected(ordered.popleft(), words_per_minute)
        while ordered:
            yield from self._collected(ordered.popleft(), words_per_minute)

    def _collected(
        self, next_one: tuple[str, Order] | Break, words_per_minute: float
    ) -> Iterator[Spoken | Break | None]:
        if isinstance(next_one, Break):
            yield next_one
            return
        piece, order = next_one
        while True:
            try:
                parts = order()
            except ModelError as error:
                order = self._taken_over(error).order(piece, words_per_minute)
                continue
            if parts is not None:
                break
            yield None
        yield from parts

    def _taken_over(self, error: ModelError) -> Maker:
        """Raises the error where nothing can take over."""
        if self._instead is None:
            raise error
        instead, self._instead = self._instead, None
        self._maker = instead(error)
        self._maker.keep(self._fixed_sentences())
        self.notice = f"{error} {self._maker.engine.name} speaks until then."
        log.warning("%s", self.notice)
        return self._maker
