"""The desk: what the device's other programs ask of the one that writes the log, each request a small file.

One program writes the log at a time. Whoever else opens it, or wants something erased, lays a request here; the writer
looks once a second, does it, and lays the answer beside it. Requests hold no words of the resident.

    <number>.ask     {"version": 1, "do": "audit" | "erase" | "withdraw", ...}
    <number>.done    {"ok": true, "receipt": {...} | null}   or   {"ok": false, "why": "One sentence."}
"""

from __future__ import annotations

import contextlib
import json
import secrets
import stat
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeAlias

from companion.errors import LogError, OutputError
from companion.messages import Erasure, JsonValue, Receipt, Scope
from privacy.files import make_private_folder, read_bounded, write_new

VERSION = 1
LARGEST_FILE_BYTES = 1 << 20
ASK, DONE = ".ask", ".done"
ANSWER_STAYS_S = 30.0
"""Longer than anybody waits for it."""
WHYS = frozenset({"asked", "operator", "retention", "revoked"})
LONGEST_TEXT = 1000
LOOKS = 100
"""How often somebody who asked looks for the answer before giving up."""


class NobodyServes(LogError):
    """The log is free: whoever asked can do it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """Somebody is about to open what is sealed."""

    who: str
    role: str
    key_id: str
    """In hexadecimal."""
    what: str
    """summary, show, export, verify: what it is opened for."""
    scopes: tuple[str, ...]
    days: int | None = None
    """How many days back; None: everything."""

    def body(self) -> dict[str, JsonValue]:
        """The body of the record."""
        return {**asdict(self), "scopes": list(self.scopes)}


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Destroy what was sealed to a key that was revoked."""

    key_id: str
    """In hexadecimal."""


Request: TypeAlias = Audit | Erasure | Withdraw


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that waits for an answer."""

    path: Path
    request: Request

    def answer(self, receipt: Receipt | None) -> None:
        """It was done."""
        _reply(self.path, {"ok": True, "receipt": None if receipt is None else asdict(receipt)})

    def refuse(self, why: str) -> None:
        """It could not be done."""
        _reply(self.path, {"ok": False, "why": why})


class Desk:
    """The folder. One side asks, the other serves."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seen: dict[str, float] = {}

    def _clear_away(self, answers: Sequence[Path], now_s: float) -> None:
        """Answers that nobody has taken for so long: who asked has died."""
        self._seen = {one.name: self._seen.get(one.name, now_s) for one in answers}
        for one in answers:
            if now_s - self._seen[one.name] > ANSWER_STAYS_S:
                with contextlib.suppress(OSError):
                    one.unlink()

    def ask(
        self, request: Request, *, pause: Callable[[], None], served: Callable[[], bool] = lambda: True
    ) -> Receipt | None:
        """Lay the request down and wait for the answer, with a `pause` between looks. Raises LogError, OutputError.

        Raises NobodyServes, and takes the request back, as soon as `served` says that nobody looks at the desk.
        """
        try:
            make_private_folder(self._folder)
        except OSError as error:
            raise OutputError(f"The folder {self._folder} cannot be used ({error.strerror}).") from None
        path = self._folder / f"{secrets.token_hex(8)}{ASK}"
        write_new(path, json.dumps(_written(request)).encode())
        done = path.with_suffix(DONE)
        try:
            for _ in range(LOOKS):
                if done.exists():
                    return _answer(read_bounded(done, LARGEST_FILE_BYTES))
                if not served():
                    raise NobodyServes("Nobody writes the log now.")
                pause()
        finally:
            for one in (path, done):
                with contextlib.suppress(OSError):
                    one.unlink()
        raise LogError("The companion that writes the log does not answer; look whether it runs ('companion doctor').")

    def waiting(self, now_s: float) -> list[Asked]:
        """Every request that waits, in order of name; what is no request is taken away, and answers nobody takes."""
        try:
            there = sorted(one for one in self._folder.iterdir() if one.name[0] != ".")
        except OSError:
            return []
        self._clear_away([one for one in there if one.suffix == DONE], now_s)
        paths = [one for one in there if one.suffix == ASK]
        found = []
        for path in paths:
            try:
                found.append(Asked(path, _read(content_of(path))))
            except (OSError, ValueError, KeyError, TypeError, RecursionError):
                _reply(path, {"ok": False, "why": "The companion that writes the log does not understand the request."})
        return found


def _reply(path: Path, content: Mapping[str, object]) -> None:
    # The answer first: a request whose answer was lost is done again, and doing it twice does no harm.
    with contextlib.suppress(OutputError):
        write_new(path.with_suffix(DONE), json.dumps(content).encode())
    with contextlib.suppress(OSError):
        path.unlink()


def content_of(path: Path) -> dict[str, Any]:
    """What stands in a file on the desk. Raises OSError, ValueError or RecursionError for what is none of ours."""
    if not stat.S_ISREG(path.lstat().st_mode):
        raise ValueError("no plain file")  # a pipe would be waited for
    content: dict[str, Any] = json.loads(read_bounded(path, LARGEST_FILE_BYTES))
    if content["version"] != VERSION:
        raise ValueError("version")
    return content


def _answer(content: bytes) -> Receipt | None:
    found = json.loads(content)
    if not found["ok"]:
        raise LogError(str(found["why"]))
    receipt = found["receipt"]
    return None if receipt is None else Receipt(**{**receipt, "days": tuple(receipt["days"])})


def _written(request: Request) -> dict[str, object]:
    head = {"version": VERSION}
    match request:
        case Audit():
            return {**head, "do": "audit", **request.body()}
        case Withdraw():
            return {**head, "do": "withdraw", "key_id": request.key_id}
        case Erasure():
            return {**head, "do": "erase", **erasure_fields(request)}


def _read(fields: dict[str, Any]) -> Request:
    match fields["do"]:
        case "audit":
            return Audit(
                **{name: _text(fields[name]) for name in ("who", "role", "key_id", "what")},
                scopes=tuple(Scope(scope).value for scope in fields["scopes"]),
                days=None if fields["days"] is None else _whole(fields["days"]),
            )
        case "withdraw":
            return Withdraw(bytes.fromhex(fields["key_id"]).hex())
        case "erase":
            return erasure_of(fields)
    raise ValueError("do")


def erasure_fields(erasure: Erasure) -> dict[str, object]:
    """An erasure as JSON."""
    return {
        "why": erasure.why,
        "scopes": [scope.value for scope in erasure.scopes],
        "since": erasure.since and erasure.since.isoformat(),
        "until": erasure.until and erasure.until.isoformat(),
        "sequences": None if erasure.sequences is None else list(erasure.sequences),
        "log_id": erasure.log_id,
        "last": erasure.last,
    }


def erasure_of(fields: Mapping[str, Any]) -> Erasure:
    """The same read back. Raises KeyError, TypeError or ValueError for anything else."""
    sequences, log_id, last = fields["sequences"], fields.get("log_id"), fields.get("last")
    return Erasure(
        why=_why(fields["why"]),
        scopes=tuple(Scope(scope) for scope in fields["scopes"]),
        since=_date(fields["since"]),
        until=_date(fields["until"]),
        sequences=None if sequences is None else tuple(_place(one) for one in sequences),
        log_id=None if log_id is None else bytes.fromhex(log_id).hex(),
        last=None if last is None else _place(last),
    )


def _why(value: object) -> str:
    if value not in WHYS:
        raise ValueError("why")
    return str(value)


def _text(value: object) -> str:
    """Words that can be written down: half a character cannot. Raises ValueError."""
    if not isinstance(value, str) or len(value) > LONGEST_TEXT:
        raise ValueError("text")
    return value.encode().decode()


def _place(value: object) -> int:
    if (place := _whole(value)) < 0:
        raise ValueError("place")
    return place


def _date(value: object) -> date | None:
    if value is None or isinstance(value, str):
        return None if value is None else date.fromisoformat(value)
    raise TypeError("date")


def _whole(value: object) -> int:
    """A number that the log's file can hold."""
    if type(value) is not int or abs(value) >= 1 << 63:
        raise ValueError("number")
    return value
