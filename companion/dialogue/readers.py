"""Who may read what, in words for the resident."""

from __future__ import annotations

from collections.abc import Sequence

from companion.dialogue.consents import Consents
from companion.messages import Purpose

UNKNOWN = "Those who have a key can see calls for help. I do not know their names."
UNKNOWN_SHARED = "Those who have a key can see your answers and calls for help. I do not know their names."
NOBODY = "Nobody can read what I keep: no key is registered."
BEFORE = "What was shared before can still be read."
DIARY = "Your words themselves are for you alone."


def who_reads(consents: Consents) -> str:
    """Everybody by name, and what each of them sees."""
    if consents.readers is None:
        return UNKNOWN_SHARED if consents.given(Purpose.SHARE) else UNKNOWN
    if not consents.readers:
        return NOBODY
    shared = sorted(consents.shares_with or ())
    others = sorted(set(consents.readers) - set(shared))
    told = [f"{listed(shared)} can see your answers and calls for help."] if shared else []
    told += [f"{listed(others)} can see calls for help, and no new answers. {BEFORE}"] if others else []
    return " ".join([*told, DIARY] if consents.given(Purpose.DIARY) else told)


def helpers(names: Sequence[str]) -> str:
    """Who a question about sharing is about: your helper Rose; your helpers Rose and Anna; your helpers."""
    if not names:
        return "your helpers"
    return f"{'your helper' if len(names) == 1 else 'your helpers'} {listed(names)}"


def listed(names: Sequence[str]) -> str:
    """Rose; Rose and Anna; Rose, Anna and Ben."""
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
