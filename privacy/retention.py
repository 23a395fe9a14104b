"""Retention: what has been kept for all its days is erased, and so are damaged logs that were set aside."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date

from companion.errors import LogError, LogNotErasable
from companion.messages import Erasure, Receipt
from privacy.aside import remove_aside
from privacy.place import LogPlace


def purge(
    place: LogPlace,
    erase: Callable[[Erasure], Receipt | None],
    *,
    today: date,
    lived: Collection[date] | None,
) -> dict[str, int]:
    """How many records of each scope went. `lived`: as `LogPlace.too_old` takes it.

    Raises LogError when something of it cannot be erased now; the rest has gone all the same.
    """
    gone: dict[str, int] = {}
    faults: list[LogError] = []
    old_ones = place.too_old(today, lived)
    for old in old_ones:
        try:
            receipt = erase(old)
        except LogNotErasable:
            continue  # it goes as a whole, below, when its time has come
        except LogError as fault:
            faults.append(fault)
        else:
            gone |= dict.fromkeys((scope.value for scope in old.scopes), receipt.records if receipt else 0)
    if old_ones:
        remove_aside(place.path, max(one.until for one in old_ones if one.until))
    if faults:
        raise faults[0]
    return gone
