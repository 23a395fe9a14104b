"""Has sentences made by an engine, at once or in a thread of its own, and keeps ready what is said again and again."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeAlias

from companion.errors import ModelError
from companion.tts.engine import Engine
from companion.tts.spoken import Spoken
from companion.tts.store import SentenceStore, key_of

Parts: TypeAlias = tuple[Spoken, ...]
Order: TypeAlias = Callable[[], Parts | None]
"""The sentence that was ordered; None while it is being made. Raises ModelError."""


HANGS_AFTER_S = 20.0
"""On a Raspberry Pi 4 Piper needs 4 s for the longest sentence, and three may be before it."""


class Maker:
    """One engine's sentences.

    A slow engine gets a thread, so that making a sentence stops neither hearing nor the face (onnxruntime lets go of
    the interpreter); it makes one sentence at a time, in the order they were asked for.
    """

    def __init__(
        self,
        engine: Engine,
        *,
        store: SentenceStore | None = None,
        threaded: bool = False,
        clock_s: Callable[[], float] = time.monotonic,
    ) -> None:
        """`store`: where fixed sentences are kept; None keeps nothing. `clock_s`: by which a thread has hung."""
        self.engine = engine
        self._clock_s = clock_s
        self._store = store
        self._threads = ThreadPoolExecutor(1, thread_name_prefix="voice") if threaded else None
        self._fixed: dict[str, None] = {}
        self._unmade: dict[float, deque[str]] = {}
        self._ready: dict[str, Parts] = {}
        self._ahead: Future[Parts] | None = None

    def hold(self, sentence: str, words_per_minute: float) -> None:
        """Make this one now and have it ready in memory ever after. Raises ModelError."""
        self._ready[self._key(sentence, words_per_minute)] = tuple(self.engine.sentence(sentence, words_per_minute))

    def keep(self, sentences: Iterable[str]) -> None:
        """These are said again and again, and hold nothing that a resident said: they may be kept on disk.

        Taken from the iterable by the thread, where there is one: to cut and read all lines of a device takes a while.
        """
        if self._store is None:
            return
        if self._threads is None:
            self._take(sentences)
        else:
            self._threads.submit(self._take, sentences)

    def _take(self, sentences: Iterable[str]) -> None:
        self._fixed = dict.fromkeys(sentences)
        self._unmade = {}

    def order(self, sentence: str, words_per_minute: float) -> Order:
        """Have it made; with a thread it is begun at once, else when it is asked for."""
        key = self._key(sentence, words_per_minute)
        found = self._ready.get(key) or (self._store.get(key) if self._store is not None else None)
        if found is not None:
            return lambda: found
        if self._threads is None:
            return lambda: self._make(sentence, words_per_minute)
        future = self._threads.submit(self._make, sentence, words_per_minute)
        return _Pending(future, self._clock_s, hung=f"The {self.engine.name} voice does not answer.")

    def tend(self, words_per_minute: float) -> None:
        """Begin one fixed sentence that is not there yet, unless the last is still being made. Never waits."""
        if self._store is None or self._threads is None or self.still_to_make or not self._store.has_room:
            return
        unmade = self._unmade.setdefault(words_per_minute, deque(self._fixed))
        while unmade:
            sentence = unmade.popleft()
            if self._key(sentence, words_per_minute) not in self._store:
                self._ahead = self._threads.submit(self._make, sentence, words_per_minute)
                return

    @property
    def still_to_make(self) -> bool:
        """A sentence made ahead is not finished."""
        return self._ahead is not None and not self._ahead.done()

    def _make(self, sentence: str, words_per_minute: float) -> Parts:
        parts = tuple(self.engine.sentence(sentence, words_per_minute))
        if self._store is not None and sentence in self._fixed:
            self._store.put(self._key(sentence, words_per_minute), parts)
        return parts

    def _key(self, sentence: str, words_per_minute: float) -> str:
        return key_of(sentence, voice=self.engine.fingerprint, words_per_minute=words_per_minute)


class _Pending:
    """A sentence in the other thread's hands; nobody who forgets it leaves work behind that has not begun."""

    def __init__(self, future: Future[Parts], clock_s: Callable[[], float], *, hung: str) -> None:
        self._future = future
        self._clock_s = clock_s
        self._asked_s = clock_s()
        self._hung = hung

    def __call__(self) -> Parts | None:
        if self._future.done():
            return self._future.result()
        if self._clock_s() - self._asked_s > HANGS_AFTER_S:
            raise ModelError(self._hung)
        return None

    def __del__(self) -> None:
        self._future.cancel()
