"""The sealed log of this device: where it lies, who signs for it, and the doors to it."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from companion.errors import InputError, OutputError
from companion.messages import Scope
from companion.settings import Settings

if TYPE_CHECKING:
    from privacy.checkpoint import Device
    from privacy.door import LogDoor
    from privacy.keeper import LogKeeper, LogPlace

log = logging.getLogger(__name__)
DISK_ANSWERS_WITHIN_S = 3.0
"""A call for help is held up no longer than this by a disk that hangs."""


def log_place(settings: Settings) -> LogPlace:
    """Where everything is that belongs to the log."""
    from privacy.keeper import LogPlace

    kept = settings.retention
    return LogPlace(
        path=settings.log_path,
        recipients=settings.recipients_dir,
        desk=settings.desk_dir,
        retention={
            Scope.DIARY: kept.diary_days,
            Scope.SUMMARY: kept.summary_days,
            Scope.SAFETY: kept.safety_days,
        },
    )


def log_device(settings: Settings, *, uptime_s: Callable[[], float] = time.monotonic) -> Device:
    """What signs the log's checkpoints here. Raises InputError or OutputError when the device has no key of its own."""
    from device.clock_trust import clock_trust
    from privacy.checkpoint import Device
    from privacy.keys.device import load_device_key

    return Device(signer=load_device_key(settings.state_dir, os.environ), clock=clock_trust, uptime_s=uptime_s)


def open_log(settings: Settings) -> LogKeeper:
    """The log for everyone registered; while it cannot be written it says why, in `why`, and tries again. Never raises.

    A device whose own key cannot be read goes on recording: without checkpoints, and with a warning.
    """
    from device.clock_trust import clock_trust
    from privacy.checkpoint import Device
    from privacy.keeper import LogKeeper
    from privacy.log import LogLimits

    try:
        device = log_device(settings)
    except (InputError, OutputError) as error:
        log.warning("%s Until then nobody can tell whether an older log was put in place.", error)
        device = Device(clock=clock_trust)
    return LogKeeper(log_place(settings), limits=LogLimits(flush_s=DISK_ANSWERS_WITHIN_S), device=device)


def log_door(settings: Settings) -> LogDoor:
    """The log for everybody but the conversation. Raises InputError, OutputError."""
    from privacy.door import LogDoor

    return LogDoor(place=log_place(settings), device=log_device(settings))
