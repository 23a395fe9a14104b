"""The sealed log of this device: where it lies, who signs for it, and the doors to it."""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING

from companion.errors import InputError, OutputError
from companion.memory import FileMemory, NoMemory
from companion.messages import Scope
from companion.ports import Memory
from companion.settings import Settings

if TYPE_CHECKING:
    from privacy.checkpoint import Device
    from privacy.door import LogDoor
    from privacy.keeper import LogKeeper
    from privacy.place import LogPlace

log = logging.getLogger(__name__)
DISK_ANSWERS_WITHIN_S = 3.0
"""A call for help is held up no longer than this by a disk that hangs."""


def log_place(settings: Settings) -> LogPlace:
    """Where everything is that belongs to the log."""
    from privacy.place import LogPlace

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


def log_device(settings: Settings, *, makes_key: bool) -> Device:
    """What signs the log's checkpoints here; nobody where there is no key and none is to be made.

    Raises InputError or OutputError where the device's key cannot be read or made.
    """
    from device.clock_trust import clock_trust
    from privacy.checkpoint import Device
    from privacy.keys.device import key_source, load_device_key

    there = makes_key or key_source(settings.state_dir, os.environ) is not None
    return Device(signer=load_device_key(settings.state_dir, os.environ) if there else None, clock=clock_trust)


def open_log(settings: Settings) -> LogKeeper:
    """The log for everyone registered; while it cannot be written it says why, in `why`, and tries again. Never raises.

    A device whose own key cannot be read goes on recording: without checkpoints, and with a warning.
    """
    from device.clock_trust import clock_trust
    from privacy.checkpoint import Device
    from privacy.keeper import LogKeeper
    from privacy.log import LogLimits

    try:
        device = log_device(settings, makes_key=True)
    except (InputError, OutputError) as error:
        log.warning("%s Until then nobody can tell whether an older log was put in place.", error)
        device = Device(clock=clock_trust)
    return LogKeeper(log_place(settings), limits=LogLimits(flush_s=DISK_ANSWERS_WITHIN_S), device=device)


def device_memory(settings: Settings) -> Memory:
    """What must outlive a restart, sealed for this device alone. Without its key it lasts until the program ends."""
    from privacy.keys.device import load_device_key

    try:
        box = load_device_key(settings.state_dir, os.environ).box("memory")
    except (InputError, OutputError) as error:
        log.warning("%s Until then nothing is remembered across a restart, open calls for help included.", error)
        return NoMemory()
    before = settings.state_dir / "memory.json"
    return FileMemory(settings.memory_path, box=box, plain_before=before)


def log_door(settings: Settings) -> LogDoor:
    """The log for everybody but the conversation. Raises InputError, OutputError."""
    from privacy.door import LogDoor

    # A shell has no credential of the service's: a key made here would be a second one.
    return LogDoor(place=log_place(settings), device=log_device(settings, makes_key=False))
