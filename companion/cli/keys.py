"""`companion keys`: make a key pair, register its public half, see who may read."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from getpass import getpass
from pathlib import Path
from typing import TYPE_CHECKING

from companion.cli import settings_of
from companion.errors import InputError, OutputError, UsageError
from companion.settings import Settings

if TYPE_CHECKING:
    from privacy.keys import PrivateKey, Recipient

HELP = """Who may open the sealed log, and sign scripts. 'new' makes a key pair: the private half goes into a
passphrase-protected file that belongs on the reader's own USB stick or computer, the public
half is registered on this device. A lost passphrase is lost for good: register two keys."""
EXAMPLE = "companion keys new --role caregiver --name 'Rose Hill' --out /media/usb/rose.key"

NOT_BUILT_YET = ("revoke", "recover")
SHORTEST_PASSPHRASE = 8
LONGEST_PASSPHRASE = 1000
ROLES = ("caregiver", "clinician", "resident")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Sub-commands."""
    actions = parser.add_subparsers(title="actions", dest="action", metavar="new|list", required=True)
    new = actions.add_parser("new", help="make a key pair and register its public half")
    new.add_argument(
        "--role",
        choices=ROLES,
        help="caregiver and clinician read summary and safety, the resident all; a clinician's key signs scripts",
    )
    new.add_argument("--name", help="whose key it is; stands in clear on the device")
    new.add_argument("--out", type=Path, metavar="FILE", help="where the private half goes; never on this device")
    new.add_argument("--passphrase-file", type=Path, metavar="FILE", help="passphrase in a file's first line")
    new.add_argument("--public", type=Path, metavar="FILE", help="write the public half here instead of registering it")
    new.add_argument("--register-only", type=Path, metavar="FILE", help="register a public half made elsewhere")
    listing = actions.add_parser("list", help="who may read what")
    listing.add_argument("--json", action="store_true", help="one JSON object a line")
    for name in NOT_BUILT_YET:
        # No option characters: whatever is asked of it, the answer is one sentence.
        actions.add_parser(name, add_help=False, prefix_chars="\0").add_argument("rest", nargs="*")


def run(options: argparse.Namespace) -> int:
    """Do one action."""
    if options.action in NOT_BUILT_YET:
        raise UsageError(f"'companion keys {options.action}' is not built yet; 'companion keys --help' lists what is.")
    settings = settings_of(options)
    if options.action == "list":
        return _list(settings, as_json=options.json)
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


def _typed(prompt: str) -> str:
    try:
        return getpass(prompt)
    except EOFError:
        raise UsageError("No passphrase was given; nothing was done.") from None


def _new(settings: Settings, options: argparse.Namespace) -> int:
    from privacy.keys import is_name, new_key

    if not (options.role and options.name and options.out):
        raise UsageError("'companion keys new' needs --role, --name and --out; 'companion keys new --help' tells more.")
    # realpath, not resolve(): a link that leads to itself is refused when it is written, not here.
    if Path(os.path.realpath(options.out)).is_relative_to(os.path.realpath(settings.state_dir)):
        raise UsageError("The private half does not belong on this device; give a place on a USB stick with --out.")
    if not is_name(options.name):
        raise UsageError("--name needs a name of 1 to 100 characters on one line.")
    key = new_key(name=options.name, role=options.role)
    _save(settings, key, options, _new_passphrase(options.passphrase_file))
    return 0


def _save(settings: Settings, key: PrivateKey, options: argparse.Namespace, passphrase: str) -> None:
    from privacy.keys import save_recipient, write_key_file

    write_key_file(options.out, key, passphrase)
    try:
        if options.public:
            save_recipient(key.recipient, options.public)
            told = f"The public half is in {options.public}; register it with 'keys new --register-only'."
        else:
            told = _registered(settings, key.recipient)
    except OutputError:
        # A private half that nothing is sealed to would only mislead its owner.
        with contextlib.suppress(OSError):
            options.out.unlink()
        raise
    print(f"The private half is in {options.out}. Keep it and its passphrase: nobody can make them again.")
    print(told)


def _register(settings: Settings, public: Path) -> int:
    from privacy.keys import load_recipient

    print(_registered(settings, load_recipient(public)))
    return 0


def _registered(settings: Settings, recipient: Recipient) -> str:
    from privacy.keys import register

    register(settings.recipients_dir, recipient)
    scopes = ", ".join(scope.value for scope in recipient.scopes)
    told = f"{recipient.name} ({recipient.role.value}) may read {scopes} from the device's next start on."
    if not recipient.verify_key:
        return told
    return (
        f"{told}\nScripts signed by this key ({_signing_id(recipient)}) run here. As long as a clinician "
        "is registered, scripts that nobody signed do not run: 'companion scripts list' shows which."
    )


def _signing_id(recipient: Recipient) -> str | None:
    from privacy.signing import fingerprint

    return fingerprint(recipient.verify_key).hex() if recipient.verify_key else None


def _new_passphrase(file: Path | None) -> str:
    passphrase = read_passphrase(file, "Passphrase for the new key: ")
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise UsageError(
            f"The passphrase is too short; take at least {SHORTEST_PASSPHRASE} characters, better four words."
        )
    if any("\ud800" <= sign <= "\udfff" for sign in passphrase):
        raise UsageError("The passphrase could not be read as UTF-8; set this terminal to UTF-8 and try again.")
    if file is None and _typed("The same again: ") != passphrase:
        raise UsageError("The two passphrases differ; nothing was written.")
    return passphrase


def _list(settings: Settings, *, as_json: bool) -> int:
    import json

    from privacy.keys import load_recipients

    recipients = load_recipients(settings.recipients_dir)
    for one in recipients:
        scopes = [scope.value for scope in one.scopes]
        fields: dict[str, object] = {
            "name": one.name,
            "role": one.role.value,
            "scopes": scopes,
            "key_id": one.key_id.hex(),
        }
        fields["signing_key_id"] = _signing_id(one)
        signs = f", signs scripts as {_signing_id(one)}" if one.verify_key else ""
        line = f"{one.key_id.hex()[:8]}  {one.role.value:<9}  {', '.join(scopes):<32}  {one.name}{signs}"
        print(json.dumps(fields) if as_json else line)
    if not recipients and not as_json:
        print("Nobody may read yet; 'companion keys new --help' tells how to change that.")
    return 0
