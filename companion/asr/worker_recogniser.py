"""A recogniser in a process of its own, one frame behind: the frame loop gives sound and goes on."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import TypeVar

from companion.asr.worker_link import WorkerGone, WorkerLink
from companion.errors import RecogniserLost
from companion.messages import Expectation, Samples, Transcript, Vocabulary

REVIVALS = 2
"""How often a process is started anew for one utterance: what ends it every time is in the sound."""
PATIENCE_S = 5.0
"""A process that says nothing for so long, and longer than the sound would explain, has hung."""
_BEHIND = 1

log = logging.getLogger(__name__)
_T = TypeVar("_T")


class WorkerRecogniser:
    """Implements Recogniser, and AdaptiveRecogniser, with one of them in another process.

    `accept` gives a piece away and returns the transcript after the piece before, so that the other process has the
    time of one frame to work in; it waits only when that was not enough. The same sound therefore gives the same
    transcripts however fast it comes. A process that ended or hung is started anew within the utterance, told
    which voice it is used to, and hears it all again.
    """

    def __init__(self, command: Sequence[str], *, patience_s: float = PATIENCE_S, wait: bool = True) -> None:
        """`command`: the worker's engine and, where it needs one, the folder of the model; never a resident's words.

        Returns when the models are loaded; with `wait` false at once, and the first `start` waits and raises. Raises
        ModelError, RecogniserLost.
        """
        self._command = tuple(command)
        self._patience_s = patience_s
        self._expectation = Expectation(no_reply_s=0)
        self._pieces: list[bytes] = []
        self._voice = b""
        self._words: dict[str, Sequence[str]] = {}
        self._partial = Transcript(text="", confidence=0.0, engine="")
        self._link: WorkerLink | None = None
        self._persist(lambda link: link.engine if wait else "")

    @property
    def pid(self) -> int | None:
        """The process that listens; None while there is none."""
        return self._link.pid if self._link else None

    def forget(self) -> None:
        """Forget the voice and the room that were adapted to."""
        self._pieces, self._voice = [], b""
        self._persist(WorkerLink.forget)

    def learn(self, words: Vocabulary) -> None:
        """Know these words, too; what was begun and not finished is dropped. Raises ModelError, RecogniserLost."""
        self._pieces = []
        self._words |= words
        self._persist(lambda link: link.learn(words))

    def start(self, expectation: Expectation) -> None:
        """Begin an utterance; what was begun and not finished is dropped. Raises RecogniserLost."""
        self._expectation, self._pieces = expectation, []
        self._persist(self._begin)

    def accept(self, samples: Samples) -> Transcript:
        """Take the next samples and return the transcript after the samples before; after all, when there are none.

        Raises RecogniserLost.
        """
        if len(samples):
            self._pieces.append(samples.tobytes())
        behind = _BEHIND if len(samples) else 0
        self._persist(lambda link: self._advance(link, behind=behind))
        return self._partial

    def finish(self) -> Transcript:
        """End the utterance. Raises RecogniserLost."""
        transcript = self._persist(self._end)
        self._let_go()
        return transcript

    def close(self) -> None:
        """End the process; may be called twice."""
        self._let_go()
        if self._link:
            self._link.close()
            self._link = None

    def _let_go(self) -> None:
        """Keep nothing of what was said (P2, P3)."""
        self._pieces = []
        self._partial = Transcript(text="", confidence=0.0, engine=self._partial.engine)

    def _begin(self, link: WorkerLink) -> None:
        # What the last utterance is still owed must not be taken for an answer to this one.
        while link.answered < link.given:
            link.partial()
        link.start(self._expectation)
        self._partial = Transcript(text="", confidence=0.0, engine=link.engine)

    def _advance(self, link: WorkerLink, *, behind: int) -> None:
        """Have everything taken, and all answered but the last `behind` pieces."""
        if not link.started:
            self._begin(link)
        while link.given < len(self._pieces):
            link.give(self._pieces[link.given])
            self._catch_up(link, behind=_BEHIND)
        self._catch_up(link, behind=behind)

    def _catch_up(self, link: WorkerLink, *, behind: int) -> None:
        while link.given - link.answered > behind:
            self._partial = link.partial() or self._partial

    def _end(self, link: WorkerLink) -> Transcript:
        self._advance(link, behind=0)
        transcript, self._voice = link.finish()
        return transcript

    def _new_link(self) -> WorkerLink:
        link = WorkerLink(self._command, patience_s=self._patience_s)
        if self._words:
            link.learn(self._words)
        if self._voice:
            link.recall(self._voice)
        return link

    def _persist(self, work: Callable[[WorkerLink], _T]) -> _T:
        """Do it with the process there is, or with a new one that is given everything again."""
        for _ in range(1 + REVIVALS):
            try:
                self._link = self._link or self._new_link()
                return work(self._link)
            except WorkerGone as gone:
                self._link = None
                log.warning("The recogniser's process is gone (%s); it is started anew.", gone)
        self._let_go()
        raise RecogniserLost("What is said cannot be recognised: the recogniser's process ends again and again.")
