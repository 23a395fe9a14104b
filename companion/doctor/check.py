"""One check and what it found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from companion.errors import CompanionError


class Status(StrEnum):
    """How it went."""

    OK = "ok"
    WARN = "warn"
    """A live run starts all the same; something will be missed."""
    FAIL = "fail"
    """A live run needs this."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found, in plain words; never words that somebody said."""

    status: Status
    found: str
    do: str = ""
    """What to do; empty when all is well."""


@dataclass(frozen=True, slots=True)
class Check:
    """A name, and how to find out. `look` may raise CompanionError, OSError or ImportError: that is a failed check."""

    name: str
    look: Callable[[], Finding]
    remedy: str
    """What to do when `look` raises."""


@dataclass(frozen=True, slots=True)
class Result:
    """A check that was made."""

    name: str
    finding: Finding

    def as_row(self) -> dict[str, str]:
        """The fields of the CLI contract."""
        finding = self.finding
        return {"name": self.name, "status": finding.status.value, "found": finding.found, "do": finding.do}


def ok(found: str) -> Finding:
    """All is well."""
    return Finding(Status.OK, found)


def warn(found: str, do: str) -> Finding:
    """A live run starts, but something is missing."""
    return Finding(Status.WARN, found, do)


def fail(found: str, do: str) -> Finding:
    """A live run needs what is missing."""
    return Finding(Status.FAIL, found, do)


def examine(check: Check) -> Result:
    """Make the check; one that cannot be made has failed."""
    try:
        return Result(check.name, check.look())
    except CompanionError as error:
        return Result(check.name, fail(str(error), check.remedy))
    except ImportError as error:
        found = f"A part of the program is missing ({error.name or 'a library'})."
        return Result(check.name, fail(found, "Install the program again: script/run sets it up."))
    except OSError as error:
        found = f"The system refuses it ({error.strerror or type(error).__name__})."
        return Result(check.name, fail(found, check.remedy))
