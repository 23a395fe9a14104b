"""Keeps what the ear has learned of a person's pauses from one start to the next, in a file of their own.

The file is JSON, `{"version": 1, "pauses": {"yes_no": {"mean_s": 0.62, "count": 10}}}`: for each kind of question an
average in hundredths of a second and a count that ends at ten. No words, no times of day. It is not sealed: whoever
looks after the device must be able to see it and to take it away, and the device's own key may be one that systemd
gives to the service alone. It may be changed or removed while the companion runs, which then goes by what it finds.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, Protocol, TypeAlias

from pydantic import Field, TypeAdapter, ValidationError

from companion.asr.patience import LONGEST_S, Learned, Patience
from companion.errors import InputError, OutputError
from companion.messages import AnswerKind
from companion.ports import Clock
from companion.wholefile import replace

log = logging.getLogger(__name__)
Pauses: TypeAlias = Mapping[AnswerKind, Learned]
ENOUGH = 10
"""More pauses than this are kept as so many: they weigh the same, and how much somebody talks is nobody's business."""
WRITE_EVERY_S = 60.0
"""Flash memory wears out; a minute of pauses is soon learned again."""
DISK_ANSWERS_WITHIN_S = 1.0
"""A disk that hangs holds up the end of the program no longer than this."""


@dataclass(frozen=True, slots=True)
class _Entry:
    mean_s: Annotated[float, Field(ge=0, le=LONGEST_S, allow_inf_nan=False)]
    count: Annotated[int, Field(ge=0)]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    version: Literal[1] = 1
    pauses: dict[AnswerKind, _Entry]


_PAGE = TypeAdapter(_Page)
_Mark: TypeAlias = tuple[int, int, int] | None


def page(learned: Pauses) -> bytes:
    """What the file holds for these."""
    rows = {
        kind: _Entry(mean_s=round(one.mean_s, 2), count=min(one.count, ENOUGH)) for kind, one in sorted(learned.items())
    }
    return _PAGE.dump_json(_Page(pauses=rows), indent=1) + b"\n"


class PauseStore(Protocol):
    """Where learned pauses lie between two starts."""

    def read(self) -> dict[AnswerKind, Learned]:
        """What is kept. Raises InputError for what is damaged or cannot be read."""
        ...

    def write(self, learned: Pauses) -> None:
        """Replace what is kept. Raises OutputError."""
        ...

    def mark(self) -> _Mark:
        """Differs when somebody else has changed what is kept. Raises OSError."""
        ...


class NoPauseFile:
    """Nothing outlives the program: for the demo, the bench and tests, which begin anew each time."""

    def read(self) -> dict[AnswerKind, Learned]:
        """Nothing."""
        return {}

    def write(self, learned: Pauses) -> None:
        """Keeps nothing."""

    def mark(self) -> _Mark:
        """Nobody changes it."""
        return None


class NoHabits:
    """Implements Habits where nobody is got used to."""

    def tend(self) -> None:
        """Nothing is learned."""

    def forget(self) -> None:
        """Nothing is known."""

    def settle(self) -> None:
        """Nothing is kept."""


class PauseFile:
    """Implements PauseStore with the file, for the running companion and for the command line alike."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> dict[AnswerKind, Learned]:
        """What is kept; nothing where there is no file. Raises InputError for what is damaged or cannot be read."""
        try:
            content = self.path.read_bytes()
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise InputError(
                f"The learned pauses in {self.path} cannot be read ({error.strerror}); look who may read them."
            ) from None
        try:
            kept = _PAGE.validate_json(content, strict=True)
        except ValidationError:
            raise InputError(
                f"The learned pauses in {self.path} are damaged or of another version; begin anew with "
                "'companion pauses reset'."
            ) from None
        return {kind: Learned(one.mean_s, one.count) for kind, one in kept.pauses.items()}

    def write(self, learned: Pauses) -> None:
        """Replace what is kept: on disk when this returns. Raises OutputError."""
        try:
            replace(self.path, page(learned))
        except OSError as error:
            raise OutputError(
                f"The learned pauses cannot be written to {self.path} ({error.strerror}); look who may write there "
                "and what room is left."
            ) from None

    def reset(self) -> None:
        """Nothing is known any more. Raises OutputError."""
        try:
            self.path.unlink(missing_ok=True)
        except OSError as error:
            raise OutputError(
                f"The learned pauses {self.path} cannot be removed ({error.strerror}); look who may write there."
            ) from None

    def mark(self) -> _Mark:
        """Differs when somebody has written or removed the file; None while there is none. Raises OSError."""
        try:
            status = self.path.stat()
        except FileNotFoundError:
            return None
        return status.st_ino, status.st_mtime_ns, status.st_size


class LastingPatience:
    """Implements Habits with a Patience; never raises, and never waits for the disk while somebody may speak."""

    def __init__(self, patience: Patience, store: PauseStore, clock: Clock) -> None:
        """Takes over what the store holds; what is damaged counts as nothing, with a warning in the journal."""
        self._patience = patience
        self._store = store
        self._clock = clock
        self._writing: threading.Thread | None = None
        self._mark: _Mark = None
        self._failing = False
        self._next_s = clock.now_s() + WRITE_EVERY_S
        self._written = page({})
        if (mark := self._looked()) is not None:
            self._take_over(mark)

    def tend(self) -> None:
        """Once a second: write what is new, now and then; go by what somebody else has done to the store."""
        if self._is_writing:
            return
        if (mark := self._looked()) != self._mark:
            self._take_over(mark)
        elif self._clock.now_s() >= self._next_s:
            self._keep()

    def forget(self) -> None:
        """The person wants to be forgotten: begin anew, here and on disk."""
        self._patience.relearn({})
        self._next_s = self._clock.now_s()
        self._keep()

    def settle(self) -> None:
        """Before the end: write what is new, however little time has passed, unless the disk does not answer."""
        self._join()
        # Whoever has reset it in the last second has not reset it for nothing.
        if not self._is_writing and self._looked() == self._mark:
            self._keep()
            self._join()

    @property
    def _is_writing(self) -> bool:
        return self._writing is not None and self._writing.is_alive()

    def _join(self) -> None:
        if self._writing is not None:
            self._writing.join(DISK_ANSWERS_WITHIN_S)

    def _keep(self) -> None:
        learned = self._patience.learned
        if page(learned) == self._written or self._is_writing:
            return
        self._next_s = self._clock.now_s() + WRITE_EVERY_S
        # A card takes 5 to 40 ms, a dying one for ever: neither may hold up a frame.
        self._writing = threading.Thread(target=self._write, args=(learned,), name="pauses", daemon=True)
        self._writing.start()

    def _write(self, learned: Pauses) -> None:
        try:
            self._store.write(learned)
        except OutputError as error:
            if not self._failing:
                log.warning("%s Until then they are learned anew at each start.", error)
            self._failing = True
        else:
            self._failing, self._written = False, page(learned)
            self._mark = self._looked()

    def _take_over(self, mark: _Mark) -> None:
        try:
            learned = self._store.read()
        except InputError as error:
            log.warning("%s Until then they are learned anew.", error)
            learned = {}
        self._patience.relearn(learned)
        self._mark, self._written = mark, page(learned)

    def _looked(self) -> _Mark:
        try:
            return self._store.mark()
        except OSError:
            # Who cannot look goes by what was there.
            return self._mark
