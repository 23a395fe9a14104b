"""Taking a key out of use: from then on nothing new is sealed to it, and its signatures stop counting.

A revoked public half stays on the device, in a folder that no sealer and no verifier reads, so that what it once could
open can still be told, and its owner's recovery sheet still finds a name.
"""

from __future__ import annotations

import contextlib
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from companion.errors import InputError, OutputError, UsageError
from companion.messages import Scope
from privacy.files import make_private_folder, sync_folder, write_over
from privacy.keys.pair import Recipient
from privacy.keys.recipients import (
    REVOKED_FOLDER,
    load_recipient,
    load_recipients,
    read_recipient,
    recipient_file,
    recipient_files,
    revoked_file,
)

SHORTEST_ID = 8
"""So many digits of a key id name a key; 'keys list' shows as many."""
MOST_LISTED = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Revoked:
    """Somebody the log is no longer sealed to."""

    recipient: Recipient
    at: datetime
    """When it was revoked, in UTC."""


def revoke(folder: Path, recipient: Recipient, at: datetime) -> Path:
    """Move a registered public half to the revoked ones; returns its file there. `at` needs a time zone (ValueError).

    Until the last step the key is registered as before; a step that fails leaves it so. Raises OutputError, and
    InputError when the folder cannot be read.
    """
    if at.tzinfo is None:
        raise ValueError("no time zone")
    files = [path for path in recipient_files(folder) if _is(path, recipient)]
    if not files:
        raise OutputError(f"{recipient.name} is not registered here with this key; nothing was changed.")
    target = revoked_file(folder, recipient.key_id)
    _make_folder(target.parent)
    write_over(target, recipient_file(recipient, revoked=at.astimezone(UTC).isoformat(timespec="seconds")))
    try:
        for path in files:
            path.unlink()  # of a link the link: what it leads to is no business of this folder
    except OSError as error:
        with contextlib.suppress(OSError):
            target.unlink()
        raise OutputError(
            f"{folder} cannot be changed ({error.strerror}); {recipient.name} is still registered."
        ) from None
    sync_folder(folder)
    return target


def load_revoked(folder: Path) -> tuple[Revoked, ...]:
    """Everybody revoked, latest first. Who is registered again is not among them. Raises InputError."""
    active = {one.key_id for one in load_recipients(folder)}
    found = [load_revoked_file(path) for path in recipient_files(folder / REVOKED_FOLDER)]
    return tuple(sorted((one for one in found if one.recipient.key_id not in active), key=lambda one: one.at)[::-1])


def load_revoked_file(path: Path) -> Revoked:
    """Read one revoked public half. Raises InputError."""
    recipient, fields = read_recipient(path)
    try:
        at = datetime.fromisoformat(str(fields["revoked"])).astimezone(UTC)
    except (KeyError, ValueError, OverflowError):
        raise InputError(f"{path} does not say when it was revoked; remove it.") from None
    return Revoked(recipient=recipient, at=at)


def revoked_at(folder: Path, recipient: Recipient) -> datetime | None:
    """When this key was revoked here; None: never, or nothing whole tells."""
    try:
        return load_revoked_file(revoked_file(folder, recipient.key_id)).at
    except InputError:
        return None


def find_recipient(folder: Path, name_or_id: str) -> Recipient:
    """The one person registered under a name, a key id or its first 8 digits or more.

    Raises UsageError when it is nobody or not one alone, with who there is, and InputError for a damaged file.
    """
    people = load_recipients(folder)
    found = [one for one in people if _is_meant(one, name_or_id)]
    if len(found) == 1:
        return found[0]
    if found:
        raise UsageError(f"Several keys are meant; give one of these key ids: {listed(found)}.")
    gone = [one for one in load_revoked(folder) if _is_meant(one.recipient, name_or_id)]
    if gone:
        raise UsageError(f"{gone[0].recipient.name} was revoked already, on {gone[0].at:%Y-%m-%d}.")
    if not people:
        raise UsageError("Nobody is registered here, so there is nobody to revoke.")
    raise UsageError(f"No such name or key id is registered here; these are: {listed(people)}.")


def find_revoked(folder: Path, name_or_id: str) -> Revoked | None:
    """The one person revoked under a name or key id, where nobody registered is meant. Raises InputError."""
    if any(_is_meant(one, name_or_id) for one in load_recipients(folder)):
        return None
    found = [one for one in load_revoked(folder) if _is_meant(one.recipient, name_or_id)]
    return found[0] if len(found) == 1 else None


def namesakes(folder: Path, name: str) -> tuple[Recipient, ...]:
    """Everybody of this name who is registered, or was: what people call them counts, not how it is written.

    Raises InputError when the folder cannot be read; one damaged file of somebody else's is passed over.
    """
    found: dict[bytes, Recipient] = {}
    for path in (*recipient_files(folder), *recipient_files(folder / REVOKED_FOLDER)):
        with contextlib.suppress(InputError):
            one = load_recipient(path)
            if _plain(one.name) == _plain(name):
                found.setdefault(one.key_id, one)
    return tuple(found.values())


def only_reader_of(people: Iterable[Recipient], recipient: Recipient) -> tuple[Scope, ...]:
    """What nobody else of these people may read."""
    others = {scope for one in people if one.key_id != recipient.key_id for scope in one.scopes}
    return tuple(scope for scope in recipient.scopes if scope not in others)


def is_last_signer(people: Iterable[Recipient], recipient: Recipient) -> bool:
    """Whether this is the only one of these people who can sign scripts."""
    return bool(recipient.verify_key) and not any(
        one.verify_key for one in people if one.verify_key != recipient.verify_key
    )


def listed(people: Sequence[Recipient]) -> str:
    """Names with their roles and key ids, for a sentence."""
    shown = [f"{one.name}, {one.role.value} ({one.key_id.hex()[:SHORTEST_ID]})" for one in people[:MOST_LISTED]]
    more = [f"and {len(people) - MOST_LISTED} more"] if len(people) > MOST_LISTED else []
    return "; ".join(shown + more)


def _make_folder(folder: Path) -> None:
    if folder.is_symlink():
        raise OutputError(f"{folder} is a link and is not followed; put a folder in its place.")
    try:
        make_private_folder(folder)
    except OSError as error:
        raise OutputError(f"The folder {folder} cannot be made ({error.strerror}); nothing was changed.") from None


def _is(path: Path, recipient: Recipient) -> bool:
    try:
        return load_recipient(path).key_id == recipient.key_id
    except InputError:
        return False  # a damaged file of somebody else's must not keep this one in use


def _is_meant(one: Recipient, name_or_id: str) -> bool:
    wanted, key_id = _plain(name_or_id), one.key_id.hex()
    by_id = "".join(wanted.split())
    return wanted == _plain(one.name) or (len(by_id) >= SHORTEST_ID and key_id.startswith(by_id))


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())
