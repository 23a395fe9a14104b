"""`companion keys`: make a key pair, register its public half, see who may read; other verbs in `keys_<verb>`."""

from __future__ import annotations

import argparse
import contextlib
import importlib
import os
import sys
from datetime import datetime
from getpass import getpass
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from companion.cli import settings_of
from companion.errors import InputError, UsageError
from companion.settings import Settings

if TYPE_CHECKING:
    from privacy.keys import PrivateKey, Recipient

HELP = """Who may open the sealed log, and sign scripts. 'new' makes a key pair: the private half goes into a
passphrase-protected file that belongs on the reader's own USB stick or computer, the public
half is registered on this device. 'sheet' puts a key on one page of paper, 'recover' makes the
key file again from that page, and 'revoke' ends what a key may read."""
EXAMPLE = "companion keys new --role caregiver --name 'Rose Hill' --out /media/usb/rose.key"

LONGEST_PASSPHRASE = 1000
ROLES = ("caregiver", "clinician", "resident")
VERBS = {
    "sheet": "put a key on one page of paper",
    "recover": "make a key file again from its recovery sheet",
    "revoke": "seal nothing more to a key",
}
"""Verbs with a module of their own, `keys_<verb>`."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Sub-commands."""
    verbs = "|".join(["new", "list", *VERBS])
    actions = parser.add_subparsers(title="actions", dest="action", metavar=verbs, required=True)
    new = actions.add_parser("new", help="make a key pair and register its public half")
    new.add_argument(
        "--role",
        choices=ROLES,
        help="caregiver and clinician read summary and safety, the resident all; a clinician's key signs scripts",
    )
    new.add_argument("--name", help="whose key it is; stands in clear on the device")
    new.add_argument("--out", type=Path, metavar="FILE", help="where the private half goes; never on this device")
    new.add_argument("--sheet", type=Path, metavar="FILE", help="write the recovery sheet too, as .html or .txt")
    passphrase_arguments(new)
    new.add_argument("--public", type=Path, metavar="FILE", help="write the public half here instead of registering it")
    new.add_argument("--register-only", type=Path, metavar="FILE", help="register a public half made elsewhere")
    listing = actions.add_parser("list", help="who may read what")
    listing.add_argument("--all", action="store_true", help="also those whose keys were revoked")
    listing.add_argument("--json", action="store_true", help="one JSON object a line")
    for verb, line in VERBS.items():
        module = _module(verb)
        module.arguments(actions.add_parser(verb, help=line, description=module.HELP))


def passphrase_arguments(parser: argparse.ArgumentParser) -> None:
    """How a new passphrase is given."""
    given = parser.add_mutually_exclusive_group()
    given.add_argument("--passphrase-file", type=Path, metavar="FILE", help="passphrase in a file's first line")
    given.add_argument("--suggest", action="store_true", help="show six words at random that make a good passphrase")


def run(options: argparse.Namespace) -> int:
    """Do one action."""
    if options.action in VERBS:
        result: int = _module(options.action).run(options)
        return result
    settings = settings_of(options)
    if options.action == "list":
        return _list(settings, everybody=options.all, as_json=options.json)
    if options.register_only:
        return _register(settings, options.register_only)
    return _new(settings, options)


def read_passphrase(file: Path | None, prompt: str) -> str:
    """From a file's first line, else asked for; never from the command line or the environment."""
    if file is None:
        if not sys.stdin.isatty():
            raise UsageError("No terminal to ask for the passphrase; give --passphrase-file FILE.")
        return _typed(prompt)
    try:
        with file.open(encoding="utf-8-sig") as lines:  # Windows' editor puts a mark before the first word
            passphrase = lines.readline(LONGEST_PASSPHRASE + 2).rstrip("\r\n")
    except OSError as error:
        raise InputError(f"The passphrase file {file} cannot be read ({error.strerror}).") from None
    except UnicodeDecodeError:
        raise InputError(f"The passphrase file {file} is not plain text in UTF-8; save it as that.") from None
    if len(passphrase) > LONGEST_PASSPHRASE:
        raise InputError(
            f"The first line of the passphrase file {file} is longer than {LONGEST_PASSPHRASE} characters."
        )
    return passphrase


def new_passphrase(options: argparse.Namespace) -> str:
    """A passphrase for a new key file; typed twice in a terminal, for a slip of the finger would lock the key."""
    from privacy.keys.passphrase import suggest_passphrase

    if options.suggest and sys.stdin.isatty():
        print(f"Six words you may take as your passphrase; write them down:\n\n    {suggest_passphrase()}\n")
    elif not options.passphrase_file and sys.stdin.isatty():
        print("A good passphrase is four words or more that nobody would guess; --suggest shows six at random.")
    return passphrase_twice(options.passphrase_file, "Passphrase for the new key: ")


def passphrase_twice(file: Path | None, prompt: str) -> str:
    """A new passphrase, good enough to keep; typed twice in a terminal, for a slip of the finger would lock it all."""
    from privacy.keys.passphrase import check_passphrase

    passphrase = read_passphrase(file, prompt)
    check_passphrase(passphrase)
    if file is None and _typed("The same again: ") != passphrase:
        raise UsageError("The two passphrases differ; nothing was written.")
    return passphrase


def off_the_device(settings: Settings, path: Path, what: str) -> None:
    """Raises UsageError for a place among the device's own files."""
    # realpath, not resolve(): a link that leads to itself is refused when it is written, not here.
    if Path(os.path.realpath(path)).is_relative_to(os.path.realpath(settings.state_dir)):
        raise UsageError(f"{what} does not belong on this device; give a place on a USB stick.")


def _module(verb: str) -> ModuleType:
    return importlib.import_module(f"companion.cli.keys_{verb}")


def _typed(prompt: str) -> str:
    try:
        return getpass(prompt)
    except EOFError:
        raise UsageError("No passphrase was given; nothing was done.") from None


def _new(settings: Settings, options: argparse.Namespace) -> int:
    from companion.cli.keys_sheet import sheet_content
    from privacy.files import write_new
    from privacy.keys import is_name, key_file, new_key

    if not (options.role and options.name and options.out):
        raise UsageError("'companion keys new' needs --role, --name and --out; 'companion keys new --help' tells more.")
    off_the_device(settings, options.out, "The private half")
    if not is_name(options.name):
        raise UsageError("--name needs a name of 1 to 100 characters on one line.")
    key = new_key(name=options.name, role=options.role)
    secrets = {}
    if options.sheet:
        off_the_device(settings, options.sheet, "The recovery sheet")
        secrets[options.sheet] = sheet_content(key, options.sheet)
    secrets[options.out] = key_file(key, new_passphrase(options))
    with contextlib.ExitStack() as undo:
        for path, content in secrets.items():
            write_new(path, content)
            undo.callback(_take_back, path)
        told = _handed_on(settings, key, options.public)
        undo.pop_all()
    print(f"The private half is in {options.out}. Keep it and its passphrase.")
    print(_about_the_sheet(options))
    print(told)
    return 0


def _take_back(path: Path) -> None:
    # A private half that nothing is sealed to would only mislead its owner.
    with contextlib.suppress(OSError):
        path.unlink()


def _handed_on(settings: Settings, key: PrivateKey, public: Path | None) -> str:
    from privacy.keys import save_recipient

    if public is None:
        return _registered(settings, key.recipient)
    save_recipient(key.recipient, public)
    return f"The public half is in {public}; register it with 'keys new --register-only'."


def _about_the_sheet(options: argparse.Namespace) -> str:
    if options.sheet:
        return f"The recovery sheet is in {options.sheet}: print it, then delete the file; its words are the key."
    return (
        "If file or passphrase is lost, only a recovery sheet makes the key again. Make one now, for a printer: "
        f"companion keys sheet --key {options.out} --out SHEET.html"
    )


def _register(settings: Settings, public: Path) -> int:
    from privacy.keys import load_recipient

    print(_registered(settings, load_recipient(public)))
    return 0


def _registered(settings: Settings, recipient: Recipient) -> str:
    from privacy.keys import register
    from privacy.keys.revocation import revoked_at

    revoked = revoked_at(settings.recipients_dir, recipient)
    register(settings.recipients_dir, recipient)
    scopes = ", ".join(scope.value for scope in recipient.scopes)
    told = f"{recipient.name} ({recipient.role.value}) may read {scopes} from now on."
    if revoked:
        told = f"This key was revoked on {revoked:%Y-%m-%d}; that is taken back. {told}"
    if not recipient.verify_key:
        return told
    return (
        f"{told}\nScripts signed by this key ({_signing_id(recipient)}) run here. As long as a clinician "
        "is registered, scripts that nobody signed do not run: 'companion scripts list' shows which."
    )


def _signing_id(recipient: Recipient) -> str | None:
    from privacy.signing import fingerprint

    return fingerprint(recipient.verify_key).hex() if recipient.verify_key else None


def _list(settings: Settings, *, everybody: bool, as_json: bool) -> int:
    import json

    from privacy.keys import load_recipients, load_revoked

    people = [(one, None) for one in load_recipients(settings.recipients_dir)]
    gone = [(one.recipient, one.at) for one in load_revoked(settings.recipients_dir)] if everybody else []
    for one, revoked in [*people, *gone]:
        print(json.dumps(_fields(one, revoked)) if as_json else _line(one, revoked))
    if not people and not as_json:
        print("Nobody may read yet; 'companion keys new --help' tells how to change that.")
    return 0


def _fields(one: Recipient, revoked: datetime | None) -> dict[str, object]:
    return {
        "name": one.name,
        "role": one.role.value,
        "scopes": [scope.value for scope in one.scopes],
        "key_id": one.key_id.hex(),
        "signing_key_id": _signing_id(one),
        "revoked": revoked.isoformat() if revoked else None,
    }


def _line(one: Recipient, revoked: datetime | None) -> str:
    scopes = ", ".join(scope.value for scope in one.scopes)
    signs = f", signs scripts as {_signing_id(one)}" if one.verify_key else ""
    ended = f", revoked on {revoked:%Y-%m-%d}" if revoked else signs
    return f"{one.key_id.hex()[:8]}  {one.role.value:<9}  {scopes:<32}  {one.name}{ended}"
