"""The scripts a device has, built-in and installed: who signed each, which of them run, and why the others do not.

Nothing here raises for a bad script: it must not keep the device from talking. What does not run is told in one
sentence each, for the journal and the doctor.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Protocol

from companion.dialogue.script import Script, builtin_folder, builtin_names, load_script
from companion.dialogue.shelf import Shelf
from companion.dialogue.yamlfile import LARGEST_BYTES
from companion.errors import InputError, ScriptError, SignatureProblem, SignatureRefused

OPEN_TALK = "talk"
"""The device's own open talk."""
OWN_TALKS = frozenset(
    {
        OPEN_TALK,
        "first_meeting",
        "new_reader",
        "forget_today",
        "forget_everything",
        "no_diary",
        "no_sharing",
        "no_mood",
        "no_first_word",
    }
)
"""The device's own talks run whoever signed them or not, as do commands and the crisis words, which are no scripts: a
call for help waits for no signature, and "stop" is obeyed on every device. What the resident agrees to, takes back and
has erased is nothing clinical, and no clinician's to switch off."""
LARGEST_SIGNATURE_BYTES = 64 * 1024


class Signature(Protocol):
    """Who signed a script, and what exactly."""

    @property
    def signer(self) -> str:
        """The name registered on this device."""

    @property
    def script(self) -> str:
        """The id that was signed."""

    @property
    def version(self) -> int:
        """The version that was signed."""

    @property
    def at(self) -> datetime:
        """When, by the signer's clock."""


class Verifier(Protocol):
    """Knows the registered clinicians. One method; MUST raise rather than answer in doubt."""

    def verify(self, script: bytes, signature: bytes) -> Signature:
        """Who signed exactly these bytes. Raises SignatureRefused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryEntry:
    """One script of the device."""

    name: str
    """Its id."""
    installed: bool
    """By somebody; else it came with the program."""
    path: Path
    script: Script | None
    """None when it cannot be read."""
    sha256: str
    """Of its exact bytes, hexadecimal; empty when it cannot be read."""
    signed_by: Signature | None = None
    problem: SignatureProblem | None = None
    """Why no signature counts; None when one does, and where the script itself cannot be read."""
    doubt: str = ""
    """The same as a sentence, or why it cannot be read; empty when it is signed."""
    previous: tuple[int, ...] = ()
    """Other versions that are kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A script that does not run."""

    name: str
    why: str
    """One sentence: what, and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What runs, and what does not."""

    entries: Mapping[str, LibraryEntry]
    refusals: tuple[Refusal, ...] = ()

    @property
    def scripts(self) -> dict[str, Script]:
        """Id -> script, as the dialogue takes them."""
        return {name: entry.script for name, entry in self.entries.items() if entry.script is not None}

    @property
    def unsigned(self) -> tuple[str, ...]:
        """Ids of the scripts that run although nobody signed them."""
        return tuple(name for name, entry in self.entries.items() if entry.signed_by is None)


class Library:
    """Every script of the device. An installed one goes before the built-in one of the same id."""

    def __init__(self, shelf: Shelf, verifier: Verifier, *, builtin: Mapping[str, Path] | None = None) -> None:
        """`builtin`: id -> file of the scripts that come with the program, where they are not the program's own."""
        self._shelf = shelf
        self._verifier = verifier
        self._builtin = dict(builtin) if builtin is not None else _builtin_files()

    def scripts(self, *, only_signed: bool) -> Chosen:
        """What runs: in production (P8) only what a registered clinician signed, in preview whatever can be read."""
        try:
            return choose(self.entries(), only_signed=only_signed)
        except InputError as error:
            chosen = choose(self._builtins(), only_signed=only_signed)
            return replace(chosen, refusals=(Refusal(name="installed scripts", why=str(error)), *chosen.refusals))

    def entries(self) -> tuple[LibraryEntry, ...]:
        """All of them by id, the installed one before the built-in one; reads and verifies everything anew.

        Raises InputError when the folder of installed scripts cannot be read.
        """
        return tuple(sorted((*self._installed(), *self._builtins()), key=lambda one: one.name))

    def builtin(self, name: str) -> LibraryEntry:
        """A script that came with the program. Raises KeyError for another."""
        entry = _unread(name, self._builtin[name], installed=False)
        return self._judged(entry, self._shelf.builtin_signature_path(name))

    def installed(self, name: str, version: int) -> LibraryEntry:
        """A version that is kept, in use or not."""
        path = self._shelf.script_path(name, version)
        entry = self._judged(_unread(name, path, installed=True), self._shelf.signature_path(name, version))
        if entry.script is not None and entry.script.version != version:
            return replace(_unread(name, path, installed=True), doubt=f"{path} does not hold version {version}.")
        return entry

    def _builtins(self) -> tuple[LibraryEntry, ...]:
        return tuple(self.builtin(name) for name in self._builtin)

    def _installed(self) -> Iterator[LibraryEntry]:
        for name in self._shelf.ids():
            try:
                kept = self._shelf.kept(name)
            except InputError as error:
                yield replace(_unread(name, self._shelf.script_path(name, 0), installed=True), doubt=str(error))
                continue
            for version in kept[-1:]:
                yield replace(self.installed(name, version), previous=tuple(sorted(kept[:-1])))

    def _judged(self, entry: LibraryEntry, signature: Path) -> LibraryEntry:
        try:
            script, content = read_script(entry.path)
        except ScriptError as error:
            return replace(entry, doubt=str(error))
        if script.id != entry.name:
            return replace(entry, doubt=f"{entry.path} holds the script {script.id}, not {entry.name}.")
        read = replace(entry, script=script, sha256=hashlib.sha256(content).hexdigest())
        try:
            found = read_signature(signature, script.id)
            return replace(read, signed_by=check_signature(script, content, found, self._verifier))
        except SignatureRefused as error:
            return replace(read, problem=error.problem, doubt=str(error))


def choose(entries: Sequence[LibraryEntry], *, only_signed: bool) -> Chosen:
    """Of the entries of each id the first that may run, with every script that it calls."""
    left = [one for one in entries if _may_run(one, only_signed=only_signed)]
    refused = [(one, one.doubt) for one in entries if one not in left]
    while True:
        taken = {one.name: one for one in reversed(left)}
        stuck = next(((one, name) for one in taken.values() for name in _calls(one) if name not in taken), None)
        if stuck is None:
            break
        left.remove(stuck[0])
        refused.append((stuck[0], f"The script {stuck[0].name} calls the script {stuck[1]}, which does not run here."))
    refusals = (Refusal(name=one.name, why=why) for one, why in refused if one.installed or one.name not in taken)
    return Chosen(entries=dict(sorted(taken.items())), refusals=tuple(refusals))


def read_script(path: Path) -> tuple[Script, bytes]:
    """A script and its exact bytes, the ones that a signature is about. Raises ScriptError."""
    content = _content(path)
    script = load_script(path)
    # It reads the file itself; what is signed or verified must be what was checked.
    if _content(path) != content:
        raise ScriptError(f"The advice script {path} changed while it was read; try again.")
    return script, content


def read_signature(path: Path, script: str) -> bytes:
    """The signature file of a script. Raises SignatureRefused when there is none."""
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_SIGNATURE_BYTES)
    except FileNotFoundError:
        why = f"The script {script} is not signed; a clinician signs it with 'companion scripts sign'."
    except OSError as error:
        why = f"The signature {path} cannot be read ({error.strerror})."
    raise SignatureRefused(why, problem=SignatureProblem.UNSIGNED)


def check_signature(script: Script, content: bytes, signature: bytes, verifier: Verifier) -> Signature:
    """Who signed exactly these bytes, as a script of this id and version. Raises SignatureRefused."""
    found = verifier.verify(content, signature)
    if (found.script, found.version) != (script.id, script.version):
        raise SignatureRefused(
            f"The signature is for {found.script} version {found.version}, "
            f"and the script is {script.id} version {script.version}.",
            problem=SignatureProblem.OTHER_SCRIPT,
        )
    return found


def _builtin_files() -> dict[str, Path]:
    return {name: builtin_folder() / f"{name}.yaml" for name in builtin_names()}


def _may_run(entry: LibraryEntry, *, only_signed: bool) -> bool:
    if entry.script is None:
        return False
    own_talk = entry.name in OWN_TALKS and not entry.installed
    return own_talk or not only_signed or entry.signed_by is not None


def _calls(entry: LibraryEntry) -> tuple[str, ...]:
    if entry.script is None or entry.name == OPEN_TALK:
        return ()
    return tuple(state.call for state in entry.script.states.values() if state.call)


def _unread(name: str, path: Path, *, installed: bool) -> LibraryEntry:
    return LibraryEntry(name=name, installed=installed, path=path, script=None, sha256="")


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_BYTES + 1)
    except OSError as error:
        raise ScriptError(f"The advice script {path} cannot be read ({error.strerror}).") from None
    if len(content) > LARGEST_BYTES:
        raise ScriptError(f"The advice script {path} is larger than a megabyte; that cannot be right.")
    return content
