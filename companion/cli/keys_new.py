"""`companion keys new`: makes a key pair and registers its public half, or registers one that was made elsewhere."""

from __future__ import annotations

import argparse
import contextlib
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from companion.cli import settings_of
from companion.cli.keys_sheet import sheet_content
from companion.cli.passphrases import new_passphrase, passphrase_arguments
from companion.cli.places import off_the_device, same_disk
from companion.errors import UsageError
from companion.messages import Scope
from companion.settings import Settings

if TYPE_CHECKING:
    from privacy.keys import PrivateKey, Recipient

HELP = """Makes a key pair and registers its public half. Put the private half, and the recovery sheet until it is
printed, on a stick that its reader takes along. A name belongs to one person: what the resident agreed to is kept
by the name, so a second key of a name is taken only with --replace."""
ROLES = ("caregiver", "clinician", "resident")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command line."""
    parser.add_argument(
        "--role",
        choices=ROLES,
        help="caregiver and clinician read summary and safety, the resident all; a clinician's key signs scripts",
    )
    parser.add_argument("--name", help="whose key it is; stands in clear on the device")
    parser.add_argument("--out", type=Path, metavar="FILE", help="where the private half goes; never on this device")
    parser.add_argument("--sheet", type=Path, metavar="FILE", help="write the recovery sheet too, as .html or .txt")
    passphrase_arguments(parser)
    parser.add_argument(
        "--public", type=Path, metavar="FILE", help="write the public half here instead of registering it"
    )
    parser.add_argument("--register-only", type=Path, metavar="FILE", help="register a public half made elsewhere")
    parser.add_argument("--replace", action="store_true", help="a new key of somebody who had one")


def run(options: argparse.Namespace) -> int:
    """Make a key, or register one."""
    settings = settings_of(options)
    if options.register_only:
        return _register(settings, options.register_only, replace=options.replace)
    return _new(settings, options)


def _register(settings: Settings, public: Path, *, replace: bool) -> int:
    from privacy.keys import load_recipient

    recipient = load_recipient(public)
    older = _older(settings, recipient.name, replace=replace, key_id=recipient.key_id)
    print(_registered(settings, recipient, before=older))
    _put_aside(settings, older)
    return 0


def _new(settings: Settings, options: argparse.Namespace) -> int:
    from privacy.files import write_new
    from privacy.keys import key_file, new_key

    older = _checked(settings, options)
    key = new_key(name=options.name, role=options.role)
    secrets = {options.sheet: sheet_content(key, options.sheet)} if options.sheet else {}
    secrets[options.out] = key_file(key, new_passphrase(options))
    with contextlib.ExitStack() as undo:
        for path, content in secrets.items():
            write_new(path, content)
            undo.callback(_take_back, path)
        told = _handed_on(settings, key, options.public, older)
        undo.pop_all()
    print(f"The private half is in {options.out}. Keep it and its passphrase.")
    print(_about_the_sheet(options))
    print(told)
    _put_aside(settings, older)
    return 0


def _checked(settings: Settings, options: argparse.Namespace) -> tuple[Recipient, ...]:
    """What would be a pity to learn after the passphrase; returns who had the name before."""
    from privacy.files import check_new
    from privacy.keys import is_name

    if not (options.role and options.name and options.out):
        raise UsageError("'companion keys new' needs --role, --name and --out; 'companion keys new --help' tells more.")
    if not is_name(options.name):
        raise UsageError("--name needs a name of 1 to 100 characters on one line.")
    off_the_device(settings, options.out, "The private half")
    if options.sheet:
        off_the_device(settings, options.sheet, "The recovery sheet")
    secret = [path for path in (options.out, options.sheet) if path is not None]
    for path in (*secret, *filter(None, [options.public])):
        check_new(path)
    if options.public:
        return ()
    older = _older(settings, options.name, replace=options.replace)
    if warning := same_disk(settings, secret):
        print(warning)
    return older


def _older(settings: Settings, name: str, *, replace: bool, key_id: bytes = b"") -> tuple[Recipient, ...]:
    """Other keys of this name, revoked ones too. Raises UsageError where there is one and it is not replaced."""
    from privacy.keys.revocation import namesakes

    older = tuple(one for one in namesakes(settings.recipients_dir, name) if one.key_id != key_id)
    if older and not replace:
        raise UsageError(
            f"There is, or was, a key of {older[0].name} ({older[0].role.value}) here, and what the resident agreed to "
            "is kept by the name. Give another name; or say --replace when it is the same person's new key: to "
            "the old one nothing more is sealed then."
        )
    return older


def _put_aside(settings: Settings, older: tuple[Recipient, ...]) -> None:
    """Seal nothing more to those that are registered still. What was sealed to them stays: it may be all there is."""
    from privacy.keys import revoke
    from privacy.registered import Registered

    registered = {one.key_id for one in Registered(settings.recipients_dir).all}
    for one in older:
        if one.key_id in registered:
            revoke(settings.recipients_dir, one, datetime.now(UTC))
            print(
                f"Nothing more is sealed to the older key of {one.name} ({one.role.value}). What was sealed to it "
                "opens with it, or with its recovery sheet; should it be in wrong hands, destroy that: "
                f"companion keys revoke {one.key_id.hex()[:8]}"
            )


def _take_back(path: Path) -> None:
    # A private half that nothing is sealed to would only mislead its owner.
    with contextlib.suppress(OSError):
        path.unlink()


def _handed_on(settings: Settings, key: PrivateKey, public: Path | None, older: tuple[Recipient, ...]) -> str:
    from privacy.keys import save_recipient

    if public is None:
        return _registered(settings, key.recipient, before=older)
    save_recipient(key.recipient, public)
    return f"The public half is in {public}; register it with 'keys new --register-only'."


def _about_the_sheet(options: argparse.Namespace) -> str:
    if options.sheet:
        return f"The recovery sheet is in {options.sheet}: print it, then delete the file; its words are the key."
    return (
        "If file or passphrase is lost, only a recovery sheet makes the key again. Make one now, for a printer: "
        f"companion keys sheet --key {options.out} --out SHEET.html"
    )


def _registered(settings: Settings, recipient: Recipient, *, before: tuple[Recipient, ...]) -> str:
    from privacy.keys import register
    from privacy.keys.revocation import revoked_at

    revoked = revoked_at(settings.recipients_dir, recipient)
    register(settings.recipients_dir, recipient)
    told = f"{recipient.name} ({recipient.role.value}) is registered. "
    # The resident's word holds for a name as it is written.
    told += _opens(settings, recipient, known=bool(revoked) or any(one.name == recipient.name for one in before))
    if revoked:
        told = f"This key was revoked on {revoked:%Y-%m-%d}; that is taken back. {told}"
    if not recipient.verify_key:
        return told
    return (
        f"{told}\nScripts signed by this key ({signing_id(recipient)}) run here. As long as a clinician "
        "is registered, scripts that nobody signed do not run: 'companion scripts list' shows which."
    )


def _opens(settings: Settings, recipient: Recipient, *, known: bool) -> str:
    """What the key opens, and what it does not open before the resident has said yes."""
    from privacy.keys import Role

    if recipient.role is Role.RESIDENT:
        scopes = ", ".join(scope.value for scope in recipient.scopes)
        return f"This key opens what is kept from now on: {scopes}."
    told = ["calls for help from now on"] if Scope.SAFETY in recipient.scopes else []
    if Scope.SUMMARY in recipient.scopes:
        told.append(f"answers {_answers(settings, recipient, known=known)}")
    return f"This key opens {'; '.join(told)}."


def _answers(settings: Settings, recipient: Recipient, *, known: bool) -> str:
    if known:
        return f"as the resident has decided about {recipient.name}"
    if settings.consent.share:
        return "too, where the resident has not said no aloud: the settings say that consent was given on paper"
    return "once the resident agrees, whom the companion asks about it"


def signing_id(recipient: Recipient) -> str | None:
    """By what the key's signatures go; None for a key that does not sign."""
    from privacy.signing import fingerprint

    return fingerprint(recipient.verify_key).hex() if recipient.verify_key else None
