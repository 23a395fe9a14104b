"""`companion keys revoke`: seals nothing more to a key, takes back what this device holds, and says what stays."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from companion.cli import settings_of
from companion.errors import CompanionError, LogError, UsageError
from companion.settings import Settings

if TYPE_CHECKING:
    from privacy.keys import Recipient, Revoked

HELP = """Ends what a key may read: nothing new is sealed to it, what this device had sealed to it is destroyed,
and scripts it signed stop counting. In a copy of the log taken away before, the key still opens what was sealed
to it. 'keys new --register-only' lets it read again, from then on. Exit code 9: the key is revoked, but what this
device had sealed to it is still there; run it again."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command line."""
    parser.add_argument("who", metavar="NAME_OR_KEY_ID", help="as 'keys list' shows them")
    parser.add_argument("--yes", action="store_true", help="do not ask")


def run(options: argparse.Namespace) -> int:
    """Revoke one key."""
    from privacy.keys import find_recipient, load_recipients, revoke

    settings = settings_of(options)
    if (gone := _revoked_before(settings, options.who)) is not None:
        # What could not be destroyed then is destroyed now.
        print(f"{gone.recipient.name} was revoked already, on {gone.at:%Y-%m-%d}.")
        print(_withdrawn(settings, gone.recipient))
        return 0
    recipient = find_recipient(settings.recipients_dir, options.who)
    people = load_recipients(settings.recipients_dir)
    for line in (*_what_is_lost(people, recipient, settings), _what_stays(settings, recipient)):
        print(line)
    if not options.yes and not _confirmed(recipient):
        print("Nothing was changed.")
        return 1
    revoke(settings.recipients_dir, recipient, datetime.now(UTC))
    print(
        f"{recipient.name} ({recipient.role.value}) is revoked: from now on nothing is sealed to this key.", flush=True
    )
    print(_withdrawn(settings, recipient))
    return 0


def _revoked_before(settings: Settings, who: str) -> Revoked | None:
    from privacy.keys import find_revoked

    return find_revoked(settings.recipients_dir, who)


def _withdrawn(settings: Settings, recipient: Recipient) -> str:
    """Destroy what this device's log had sealed to the key, and say so. Raises LogError when it is still there."""
    from companion.device_log import log_door

    if not settings.log_path.exists():
        return "There is no log on this device yet."
    try:
        receipt = log_door(settings).withdraw(recipient.key_id)
    except CompanionError as error:
        raise LogError(
            f"What this device had sealed to {recipient.name} is still there. {error} "
            "Revoke the key again when that is mended."
        ) from None
    if receipt is None:
        return "This device's log held nothing for it."
    days = (
        receipt.days[0]
        if len(receipt.days) == 1
        else f"{len(receipt.days)} days, {receipt.days[0]} to {receipt.days[-1]}"
    )
    return f"What this device had sealed to it ({days}) is destroyed; record {receipt.sequence} of the log says so."


def _confirmed(recipient: Recipient) -> bool:
    if not sys.stdin.isatty():
        raise UsageError("No terminal to ask whether that is meant; give --yes.")
    try:
        return input(f"Revoke the key of {recipient.name}? Type yes: ").strip().lower() == "yes"
    except EOFError:
        return False


def _what_is_lost(people: Sequence[Recipient], recipient: Recipient, settings: Settings) -> list[str]:
    from privacy.keys.revocation import is_last_signer, only_reader_of

    lines = []
    if unread := only_reader_of(people, recipient):
        scopes = " and ".join(scope.value for scope in unread)
        lines.append(
            f"Nobody else may read {scopes}: as long as that is so, such records are not kept at all. "
            "Register another key for them."
        )
    if is_last_signer(people, recipient):
        lines.append(_without_clinician(settings))
    elif recipient.verify_key:
        lines.append("Scripts signed with this key alone no longer run; 'companion scripts list' shows which.")
    return lines


def _without_clinician(settings: Settings) -> str:
    if settings.scripts.production:
        return "No clinician is left: no advice script runs, for the settings ask for signed ones."
    if settings.scripts.production is False:
        return "No clinician is left: advice scripts go on as a preview, signed or not."
    return "No clinician is left: advice scripts run as a preview from the next start on, signed or not."


def _what_stays(settings: Settings, recipient: Recipient) -> str:
    from privacy.keys.coverage import days_sealed_to

    try:
        days = days_sealed_to(settings.log_path, recipient.key_id)
    except LogError:
        days = None
    if days == ():
        return "Nothing in this device's log is sealed to this key."
    stays = "What was sealed to it before stays readable to whoever has the key and took a copy of the log away"
    if days is None:
        return f"{stays}; which days that are cannot be told, for the log cannot be read."
    if len(days) == 1:
        return f"{stays}: 1 day, {days[0]}."
    return f"{stays}: {len(days)} days, {days[0]} to {days[-1]}."
