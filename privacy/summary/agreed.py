"""What the resident has agreed to, and whether that lets one reader see the answers, at each time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from companion.messages import Purpose
from privacy.printable import printable
from privacy.reader import OpenedRecord
from privacy.summary.facts import Access, Agreement
from privacy.summary.fields import word


def agreements(records: Iterable[OpenedRecord]) -> tuple[Agreement, ...]:
    """The latest word on each purpose and person, in the order in which they were first spoken of."""
    latest: dict[tuple[str, str], Agreement] = {}
    for one in records:
        if one.kind == "consent" and (said := _agreement(one)) is not None:
            latest[said.purpose, said.person] = said
    return tuple(latest.values())


def _agreement(record: OpenedRecord) -> Agreement | None:
    given = record.body.get("given")
    purpose, person = word(record.body, "purpose"), word(record.body, "person")
    if not purpose or not isinstance(given, bool) or (purpose == Purpose.SHARE_WITH and not person):
        return None
    return Agreement(purpose=purpose, person=person, given=given, at=record.at)


def access(records: Iterable[OpenedRecord], reader: str) -> tuple[Access, ...]:
    """From when on the answers are, or are not, shared with `reader`; each change, oldest first.

    Empty: nothing is on record, as where the consent stands on paper; or the reader is nobody's business ("").
    """
    changes: list[Access] = []
    shares: bool | None = None
    named: bool | None = None
    for one in records if reader else ():
        said = _agreement(one) if one.kind == "consent" else None
        if said is None:
            continue
        if said.purpose == Purpose.SHARE:
            shares = said.given
        elif said.purpose == Purpose.SHARE_WITH and said.person == printable(reader):
            named = said.given
        else:
            continue
        now = _state(shares, named)
        if changes and changes[-1].at == one.at:
            changes.pop()  # a yes to sharing and the names it is about are records of one moment
        if not changes or changes[-1].state != now:
            changes.append(Access(at=one.at, state=now))
    return tuple(changes)


def _state(shares: bool | None, named: bool | None) -> str:
    if shares is False or named is False:
        return "no"
    return "yes" if named else "not asked"


def withheld_at(changes: Sequence[Access], at: datetime) -> bool:
    """Whether the answers were not shared at that time."""
    before = [one.state for one in changes if one.at <= at]
    return bool(before) and before[-1] != "yes"
