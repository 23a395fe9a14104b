"""Checks of what was installed: model files and advice scripts, and which of them count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from companion.doctor.check import Finding, ok, warn
from companion.errors import ModelError

if TYPE_CHECKING:
    from companion.settings import Settings


def models(settings: Settings) -> Finding:
    """Every installed model is, file by file, the one that was trusted (P11).

    One that is not is never loaded. Where the settings insist on it, the engine's own check fails.
    """
    from companion.app import make_registry

    registry = make_registry(settings)
    try:
        installed = registry.installed()
        for one in installed:
            registry.verify(one)
    except ModelError as error:
        return warn(str(error), "It is not used until it is imported again: companion models import.")
    if not installed:
        return ok("none installed: PocketSphinx hears, espeak-ng speaks")
    return ok(f"{', '.join(one.name for one in installed)}: every file is the known one")


def scripts(settings: Settings) -> Finding:
    """Which advice scripts run, and why others do not (P8)."""
    from companion.device_scripts import device_scripts

    device = device_scripts(settings)
    chosen = device.library.scripts(only_signed=device.only_signed)
    kind = "signed" if device.only_signed else "as a preview: nobody has signed them"
    if chosen.refusals:
        more = f" (and {len(chosen.refusals) - 1} more)" if len(chosen.refusals) > 1 else ""
        return warn(f"{len(chosen.scripts)} run; {chosen.refusals[0].why}{more}", "See 'companion scripts list'.")
    if not device.only_signed:
        return warn(f"{len(chosen.scripts)} run {kind}", "Register a clinician, who signs: companion scripts sign.")
    return ok(f"{len(chosen.scripts)} run, {kind}")
