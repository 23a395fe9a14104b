"""`companion keys recover`: the words of a recovery sheet in, a key file with a new passphrase out."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from companion.cli import settings_of
from companion.cli.keys_new import ROLES
from companion.cli.passphrases import new_passphrase, passphrase_arguments
from companion.cli.places import off_the_device, same_disk
from companion.errors import InputError, UsageError

if TYPE_CHECKING:
    from privacy.keys import PrivateKey
    from privacy.keys.recovery import Found, Known
    from privacy.keys.words import SheetWords

HELP = """Makes a key file again from the 24 words of its recovery sheet. The words are asked for one by one; they
may also be given all at once, and of each the first four letters are enough."""
LARGEST_WORDS_BYTES = 16 * 1024


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command line. Words are no option: others could read the command line."""
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="where the private half goes")
    parser.add_argument("--words-file", type=Path, metavar="FILE", help="words, or a sheet saved as .txt, in a file")
    parser.add_argument("--role", choices=ROLES, help="of a key that this device does not know")
    parser.add_argument("--name", help="of a key that this device does not know")
    passphrase_arguments(parser)
    parser.add_argument("--public", type=Path, metavar="FILE", help="write the public half too, to register it anew")


def run(options: argparse.Namespace) -> int:
    """Make the key file."""
    from privacy.keys import save_recipient, write_key_file
    from privacy.keys.recovery import known_people
    from privacy.keys.sheet import grouped

    settings = settings_of(options)
    off_the_device(settings, options.out, "The private half")
    _check(options)
    if warning := same_disk(settings, [options.out]):
        print(warning)
    known = known_people(settings.recipients_dir)
    found = _read(options.words_file, known) if options.words_file else _ask_words(known)
    print(f"The key id is {grouped(found.key_id)}; the same must stand on the sheet.")
    for line in _about(found):
        print(line)
    if found.owner is None and not options.words_file:
        _compare()
    key = _owned(found, options)
    write_key_file(options.out, key, new_passphrase(options))
    print(f"The private half of {key.recipient.name} ({key.recipient.role.value}) is in {options.out}, as it was.")
    if options.words_file:
        print(f"Delete the file {options.words_file} now: its words are the key.")
    if options.public:
        save_recipient(key.recipient, options.public)
        print(f"The public half is in {options.public}; register it with 'keys new --register-only'.")
    return 0


def _check(options: argparse.Namespace) -> None:
    """What would be a pity to learn after 24 words."""
    from privacy.files import check_new
    from privacy.keys import is_name

    if options.name is not None and not is_name(options.name):
        raise UsageError("--name needs a name of 1 to 100 characters on one line.")
    for path in filter(None, (options.out, options.public)):
        check_new(path)
    if not sys.stdin.isatty():
        if not options.words_file:
            raise UsageError("No terminal to ask for the words; give --words-file FILE.")
        if not options.passphrase_file:
            raise UsageError("No terminal to ask for the passphrase; give --passphrase-file FILE.")


def _read(file: Path, known: Mapping[bytes, Known]) -> Found:
    from privacy.files import read_bounded
    from privacy.keys.recovery import find_key
    from privacy.keys.words import read_words

    try:
        text = read_bounded(file, LARGEST_WORDS_BYTES).decode("utf-8-sig")
    except OSError as error:
        raise InputError(f"The file of words {file} cannot be read ({error.strerror}).") from None
    except ValueError:
        raise InputError(f"The file of words {file} is not plain text, or too long for 24 words.") from None
    return find_key(read_words(text), known)


def _ask_words(known: Mapping[bytes, Known]) -> Found:
    from privacy.keys.recovery import find_key
    from privacy.keys.words import WORD_COUNT, SheetWords

    print("Type the words of the recovery sheet, one by one or all at once; of each four letters are enough.")
    print("Nobody else should see them: close this window when you are done.")
    sheet = SheetWords()
    while sheet.missing is not None:
        _add(sheet, _asked(f"Word {sheet.missing} of {WORD_COUNT}: "))
    while True:
        try:
            return find_key(sheet.words, known)
        except InputError as error:
            print(error)
            line = _asked("Type the number and the right word, such as 5 apple; or only Enter to stop: ")
            if not line.strip():
                raise
            _add(sheet, line)


def _add(sheet: SheetWords, line: str) -> None:
    try:
        for unknown in sheet.add(line):
            print(unknown)
    except InputError as error:
        print(error)


def _asked(prompt: str) -> str:
    try:
        return input(prompt)
    except EOFError:
        raise UsageError("Not all was answered; nothing was done.") from None


def _compare() -> None:
    # Of 256 wrong sheets the words' own checksum lets one pass; no device stands in for the key id here.
    if _asked("Does the sheet show this key id? Type yes: ").strip().lower() != "yes":
        raise InputError("The words are not those of that sheet; compare them with it one by one and try again.")


def _about(found: Found) -> list[str]:
    lines = []
    if found.mended:
        places = " and ".join(str(place) for place in found.mended)
        wrong = f"Words {places} had changed places" if len(found.mended) > 1 else f"Word {places} was wrong"
        lines.append(f"{wrong}; this device knows the key, and so that is put right. Look at the sheet again.")
    if found.owner is None:
        lines.append("The key is not registered on this device.")
    elif found.owner.revoked is None:
        lines.append("The key is registered on this device.")
    else:
        day = f"{found.owner.revoked:%Y-%m-%d}"
        lines.append(f"The key was revoked on this device on {day}: it opens only what was sealed to it before.")
    return lines


def _owned(found: Found, options: argparse.Namespace) -> PrivateKey:
    from privacy.keys import Role

    if found.owner is not None:
        _agree(found.owner, options)
        return found.key()
    role, name = options.role, options.name
    if not (role and name):
        if not sys.stdin.isatty():
            raise UsageError("This device does not know whose key it is; say so with --role and --name.")
        role, name = role or _asked_role(), name or _asked_name()
    return found.key(role=Role(role), name=name)


def _agree(owner: Known, options: argparse.Namespace) -> None:
    """What is said of a known key must be so: another role would make another signing key."""
    known = owner.recipient
    if options.role not in (None, known.role.value) or options.name not in (None, known.name):
        raise UsageError(
            f"This device knows the key as that of {known.name} ({known.role.value}); leave --role and --name away."
        )


def _asked_role() -> str:
    while True:
        role = _asked(f"The role on the sheet ({', '.join(ROLES)}): ").strip().lower()
        if role in ROLES:
            return role


def _asked_name() -> str:
    from privacy.keys import is_name

    while True:
        name = _asked("The name on the sheet: ").strip()
        if is_name(name):
            return name
