"""What the verbs of `companion scripts` share: the library, the shelf and the registered clinicians of this device."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from companion.dialogue.library import Library
    from companion.dialogue.shelf import Shelf
    from companion.settings import Settings
    from privacy.signing import ScriptVerifier, Signers


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceScripts:
    """The scripts of one device, and whether only signed ones run."""

    shelf: Shelf
    library: Library
    verifier: ScriptVerifier
    signers: Signers
    only_signed: bool
    """Production (P8); else everything runs, as preview."""


def device_scripts(settings: Settings) -> DeviceScripts:
    """The scripts of the device that the settings name. Raises InputError when its folder of people is unreadable."""
    from companion.dialogue.library import Library
    from companion.dialogue.shelf import Shelf
    from privacy.signing import ScriptVerifier, load_signers

    signers = load_signers(settings.recipients_dir)
    shelf, verifier = Shelf(settings.state_dir / "scripts"), ScriptVerifier(signers.people)
    wanted = settings.scripts.production
    return DeviceScripts(
        shelf=shelf,
        library=Library(shelf, verifier),
        verifier=verifier,
        signers=signers,
        only_signed=bool(signers) if wanted is None else wanted,
    )
