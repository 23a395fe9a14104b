"""The advice scripts of this device: who signed them, and which of them run (P8)."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from companion.settings import Settings

if TYPE_CHECKING:
    from companion.dialogue.library import Library
    from companion.dialogue.script import Script
    from companion.dialogue.shelf import Shelf
    from privacy.signing import ScriptVerifier, Signers

log = logging.getLogger(__name__)
PREVIEW = "Advice scripts run as a preview: no clinician is registered, so nobody has signed them."


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceScripts:
    """The scripts of one device, and whether only signed ones run."""

    shelf: Shelf
    library: Library
    verifier: ScriptVerifier
    signers: Signers
    only_signed: bool
    """Production; else everything runs, as preview."""


def device_scripts(settings: Settings) -> DeviceScripts:
    """The scripts of the device that the settings name. Raises InputError when its folder of people is unreadable."""
    from companion.dialogue.library import Library
    from companion.dialogue.shelf import Shelf
    from privacy.signing import ScriptVerifier, load_signers

    signers = load_signers(settings.recipients_dir)
    shelf, verifier = Shelf(settings.scripts_dir), ScriptVerifier(signers.people)
    wanted = settings.scripts.production
    return DeviceScripts(
        shelf=shelf,
        library=Library(shelf, verifier),
        verifier=verifier,
        signers=signers,
        only_signed=bool(signers) if wanted is None else wanted,
    )


def running_scripts(settings: Settings) -> Mapping[str, Script]:
    """The scripts that run here, by id; why others do not is told in the log, a sentence each."""
    device = device_scripts(settings)
    chosen = device.library.scripts(only_signed=device.only_signed)
    for refusal in chosen.refusals:
        log.warning("%s", refusal.why)
    return chosen.scripts


def scripts_to_try(settings: Settings, wanted: str | None) -> tuple[str | None, Mapping[str, Script]]:
    """(id, every script that can be read, signed or not): for chat and rehearsal, where nobody is cared for.

    `wanted` is an id, the path of a YAML file to try, or None. Raises ScriptError.
    """
    from companion.dialogue.script import find_script, load_script

    scripts = all_scripts(settings)
    if wanted is None:
        return None, scripts
    if wanted.endswith((".yaml", ".yml")):
        own = load_script(Path(wanted))
        return own.id, {**scripts, own.id: own}
    return find_script(scripts, wanted).id, scripts


def all_scripts(settings: Settings) -> Mapping[str, Script]:
    """Every script that can be read, signed or not: for chat and rehearsal, where nobody is cared for."""
    return device_scripts(settings).library.scripts(only_signed=False).scripts
