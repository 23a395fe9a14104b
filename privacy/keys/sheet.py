"""The recovery sheet: the words of a key on one page of paper, with what a family needs to use them years later.

The words are the key. A sheet has no passphrase; whoever holds it needs none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from html import escape
from importlib.resources import files
from string import Template
from textwrap import wrap

from privacy.keys.pair import PrivateKey, Role
from privacy.keys.words import recovery_words

COLUMNS = 3
ID_GROUP = 4
RIGHTS = {
    Role.CAREGIVER: "read the summaries and the calls for help",
    Role.CLINICIAN: "read the summaries and the calls for help, and sign advice scripts",
    Role.RESIDENT: "read everything that was said to the companion",
}
"""Role -> what its key can do, in words for everybody."""
WHAT_FOR = (
    "These 24 words are the key itself. If the key file is lost or broken, or its passphrase is forgotten, "
    "they make the key again. Without key file and sheet, nobody can: what was recorded stays closed for ever."
)
KEEP = (
    "On paper, in a safe place that is not near the device, and not with the USB stick that holds the key file.",
    "Never as a photo, in an e-mail or on a phone. Nobody honest will ask you for these words.",
    "If it is lost, or a stranger saw it, have the key revoked on the device and make a new one.",
)
USE = (
    "Sit down at the device, or at any computer with the companion on it, with somebody who looks after it.",
    "Put in a USB stick, open a terminal (the window for typed commands), type this line and press Enter. "
    "If the stick has another name there, type that.",
    "If there is no such command, go to the companion's own folder (perhaps: cd /opt/companion) and type this.",
    "Type the words one after the other. The first four letters of each are enough.",
    "Check that the key id on the screen is the one on this sheet, and choose a new passphrase.",
)
COMMAND = "companion keys recover --out /media/usb/my.key"
COMMAND_IN_FOLDER = "script/run keys recover --out /media/usb/my.key"
COMMANDS = {2: COMMAND, 3: COMMAND_IN_FOLDER}
"""Step -> the line that is typed in it: where the program is installed, and where only its folder is there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What stands on a recovery sheet."""

    name: str
    role: Role
    key_id: str
    """32 hexadecimal digits, in groups of four."""
    made: date
    words: tuple[str, ...] = field(repr=False)

    @property
    def rights(self) -> str:
        """What whoever has the words can do."""
        return RIGHTS[self.role]


def make_sheet(key: PrivateKey, made: date) -> Sheet:
    """The sheet of a key. Raises InputError for a key of an older kind, which has no words."""
    words = recovery_words(key)
    owner = key.recipient
    return Sheet(name=owner.name, role=owner.role, key_id=grouped(key.key_id), made=made, words=words)


def grouped(key_id: bytes) -> str:
    """A key id for people: 32 hexadecimal digits in groups of four."""
    digits = key_id.hex()
    return " ".join(digits[at : at + ID_GROUP] for at in range(0, len(digits), ID_GROUP))


def sheet_html(sheet: Sheet) -> str:
    """One A4 page, self-contained, no script, every value escaped."""
    template = Template(files("privacy.keys").joinpath("sheet.html").read_text(encoding="utf-8"))
    return template.substitute(
        name=escape(sheet.name),
        role=sheet.role.value,
        rights=sheet.rights,
        key_id=sheet.key_id,
        made=_day(sheet.made),
        words="".join(f"<li>{escape(word)}</li>" for word in sheet.words),
        what_for=escape(WHAT_FOR),
        keep=_list(KEEP),
        use="".join(_step(number, line) for number, line in enumerate(USE, 1)),
    )


def sheet_text(sheet: Sheet) -> str:
    """The same as plain text; the lines of words are those that `read_words` reads back."""
    rows = len(sheet.words) // COLUMNS
    lines = ["RECOVERY SHEET of the bedside companion", ""]
    lines += [*_wrapped("", f"Keep it secret: whoever has these words can {sheet.rights}."), ""]
    lines += [f"Key of    {sheet.name}", f"Role      {sheet.role.value}"]
    lines += [f"Key id    {sheet.key_id}", f"Made on   {_day(sheet.made)}", ""]
    for row in range(rows):
        numbers = range(row, len(sheet.words), rows)
        lines.append("".join(f"    {at + 1:>2}  {sheet.words[at]:<12}" for at in numbers).rstrip())
    lines += ["", *_wrapped("", WHAT_FOR), "", "How to keep it"]
    lines += [line for text in KEEP for line in _wrapped("- ", text)]
    lines += ["", "How to use it"]
    for number, step in enumerate(USE, 1):
        lines += _wrapped(f"{number}. ", step)
        lines += ["", f"       {COMMANDS[number]}", ""] if number in COMMANDS else []
    return "\n".join([*lines, ""])


def _wrapped(mark: str, text: str) -> Sequence[str]:
    return wrap(text, width=78, initial_indent=mark, subsequent_indent=" " * len(mark))


def _step(number: int, line: str) -> str:
    command = f"<code>{escape(COMMANDS[number])}</code>" if number in COMMANDS else ""
    return f"<li>{escape(line)}{command}</li>"


def _list(lines: Sequence[str]) -> str:
    return "".join(f"<li>{escape(line)}</li>" for line in lines)


def _day(made: date) -> str:
    return f"{made.day} {made:%B %Y}"
