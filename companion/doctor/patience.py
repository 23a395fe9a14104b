"""Check of how long the device waits for who pauses in mid-sentence: set by hand, or learned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from companion.doctor.check import Finding, ok, warn
from companion.errors import InputError

if TYPE_CHECKING:
    from companion.settings import Settings


def learned(settings: Settings) -> Finding:
    """What the waits are multiplied by, for each kind of question. A live run starts whatever is found."""
    from companion.asr.patience import Patience
    from companion.pauses import PauseFile

    asr = settings.asr
    if asr.patience is not None:
        return ok(f"waits times {asr.patience:g}, as the settings say")
    try:
        known = PauseFile(settings.pauses_path).read()
    except InputError as error:
        return warn(str(error), "Begin anew: companion pauses reset")
    usual = "at least twice as long as usual, as the settings say" if asr.takes_time else "as long as usual"
    patience = Patience(known, takes_time=asr.takes_time)
    waits = [f"{kind.value} times {patience.factor(kind):.2f}" for kind in sorted(known)]
    return ok(f"waits {usual}" + (f"; learned: {', '.join(waits)} (companion pauses show)" if waits else ""))
