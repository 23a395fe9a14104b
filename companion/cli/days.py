"""The last so many days, as the command line gives them."""

from __future__ import annotations

import argparse
from datetime import datetime, time, timedelta


def day_count(word: str) -> int:
    """A number of days, for argparse."""
    if not word.isdecimal() or not 1 <= int(word) <= 36500:
        raise argparse.ArgumentTypeError("must be a whole number from 1 to 36500")
    return int(word)


def since(days: int | None) -> datetime | None:
    """Local midnight at which the last so many days begin, today included; None: from the beginning."""
    if days is None:
        return None
    first = datetime.now().astimezone().date() - timedelta(days=days - 1)
    return datetime.combine(first, time.min).astimezone()  # with that day's own offset, not today's
