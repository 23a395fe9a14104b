"""P8: in production only what a registered clinician signed is run; the device's own talk waits for no signature."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companion.dialogue.library import (
    OPEN_TALK,
    OWN_TALKS,
    Library,
    LibraryEntry,
    check_signature,
    read_script,
    read_signature,
)
from companion.dialogue.script import builtin_names
from companion.dialogue.shelf import Shelf
from companion.errors import ScriptError, SignatureProblem, SignatureRefused
from privacy.keys import PrivateKey, new_key
from privacy.signing import ScriptVerifier, sign_script

BUILTIN = ("evening", "morning", OPEN_TALK)
AT = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
HILL = new_key(role="clinician", name="Dr Hill")
STRANGER = new_key(role="clinician", name="Dr Nobody")


def text(name: str = "pain", version: int = 1, *, call: str = "") -> bytes:
    """A script of one or two states."""
    state = f"  first: {{say: Here it is., call: {call}, next: last}}\n" if call else ""
    return (
        f"id: {name}\nversion: {version}\ntitle: {name.title()} talk\nlanguage: en-GB\nauthor: Dr Hill\n"
        "rights: own wording\nsource: own questions\nreading_level: 2\n"
        f"start: {'first' if call else 'last'}\nstates:\n{state}  last: {{say: Good bye., end: true}}\n"
    ).encode()


def signature(content: bytes, *, key: PrivateKey = HILL, name: str = "pain", version: int = 1) -> bytes:
    return sign_script(content, key, script=name, version=version, at=AT)


class Device:
    """A shelf and a library of a device where Dr Hill is registered."""

    def __init__(self, folder: Path) -> None:
        self.shelf = Shelf(folder / "scripts")
        self.builtin = {name: folder / "advice" / f"{name}.yaml" for name in BUILTIN}
        (folder / "advice").mkdir()
        for name, path in self.builtin.items():
            path.write_bytes(text(name))
        self.library = Library(self.shelf, ScriptVerifier((HILL.recipient,)), builtin=self.builtin)

    def install(self, name: str = "pain", version: int = 1, *, key: PrivateKey = HILL, call: str = "") -> None:
        content = text(name, version, call=call)
        signed = signature(content, key=key, name=name, version=version)
        self.shelf.install(name, version, script=content, signature=signed)

    def sign_builtin(self, name: str, *, key: PrivateKey = HILL) -> None:
        script, content = read_script(self.builtin[name])
        signed = signature(content, key=key, name=name, version=script.version)
        self.shelf.keep_builtin_signature(name, signed)

    def entry(self, name: str, *, installed: bool = True) -> LibraryEntry:
        (found,) = (one for one in self.library.entries() if (one.name, one.installed) == (name, installed))
        return found


@pytest.fixture
def device(tmp_path: Path) -> Device:
    return Device(tmp_path)


def test_p8_where_nobody_signed_only_the_open_talk_runs(device: Device) -> None:
    chosen = device.library.scripts(only_signed=True)
    assert set(chosen.scripts) == {OPEN_TALK}
    assert chosen.unsigned == (OPEN_TALK,)
    assert {one.name for one in chosen.refusals} == set(BUILTIN) - {OPEN_TALK}
    assert all("is not signed" in one.why for one in chosen.refusals)


def test_p8_in_preview_every_script_runs_and_each_says_that_nobody_signed_it(device: Device) -> None:
    device.install(key=STRANGER)
    chosen = device.library.scripts(only_signed=False)
    assert set(chosen.scripts) == {"pain", *BUILTIN}
    assert set(chosen.unsigned) == set(chosen.scripts)
    assert chosen.refusals == ()


def test_p8_a_signed_script_runs_and_says_who_signed_it(device: Device) -> None:
    device.install()
    chosen = device.library.scripts(only_signed=True)
    assert set(chosen.scripts) == {OPEN_TALK, "pain"}
    entry = chosen.entries["pain"]
    assert entry.signed_by is not None
    assert (entry.signed_by.signer, entry.signed_by.at, entry.doubt) == ("Dr Hill", AT, "")
    assert entry.sha256 == hashlib.sha256(text()).hexdigest()


def test_p8_a_builtin_script_can_be_signed_for_the_device(device: Device) -> None:
    device.sign_builtin("morning")
    chosen = device.library.scripts(only_signed=True)
    assert set(chosen.scripts) == {OPEN_TALK, "morning"}
    assert "morning" not in {one.name for one in chosen.refusals}


def test_p8_a_changed_script_does_not_run_and_is_reported(device: Device) -> None:
    device.install()
    path = device.shelf.script_path("pain", 1)
    path.write_bytes(text().replace(b"Good bye", b"Take two"))
    chosen = device.library.scripts(only_signed=True)
    assert "pain" not in chosen.scripts
    (refusal,) = (one for one in chosen.refusals if one.name == "pain")
    assert "changed after it was signed" in refusal.why
    assert device.entry("pain").problem is SignatureProblem.SCRIPT_ALTERED


@pytest.mark.parametrize(
    ("damage", "problem"),
    [
        ("signature gone", SignatureProblem.UNSIGNED),
        ("signature a folder", SignatureProblem.UNSIGNED),
        ("signature of another script", SignatureProblem.OTHER_SCRIPT),
        ("signature cut", SignatureProblem.SIGNATURE_ALTERED),
        ("signed by a stranger", SignatureProblem.SIGNER_UNKNOWN),
    ],
)
def test_p8_each_way_of_not_being_signed_has_its_name(device: Device, damage: str, problem: SignatureProblem) -> None:
    device.install(key=STRANGER if "stranger" in damage else HILL)
    path = device.shelf.signature_path("pain", 1)
    match damage:
        case "signature gone":
            path.unlink()
        case "signature a folder":
            path.unlink()
            path.mkdir()
        case "signature cut":
            path.write_bytes(path.read_bytes()[:-9])
        case "signature of another script":
            path.write_bytes(signature(text(), version=2))
    assert device.entry("pain").problem is problem
    chosen = device.library.scripts(only_signed=True)
    assert "pain" not in chosen.scripts
    assert "pain" in {one.name for one in chosen.refusals}


@settings(max_examples=60, deadline=None)
@given(place=st.integers(min_value=0), bit=st.integers(0, 7), of_script=st.booleans())
def test_p8_no_flipped_byte_of_an_installed_script_is_run(place: int, bit: int, of_script: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        device = Device(Path(folder))
        device.install()
        path = device.shelf.script_path("pain", 1) if of_script else device.shelf.signature_path("pain", 1)
        content = bytearray(path.read_bytes())
        content[place % len(content)] ^= 1 << bit
        path.write_bytes(content)
        entry = device.library.installed("pain", 1)
    assert entry.signed_by is None
    assert entry.doubt


def test_p8_one_bad_script_keeps_no_other_from_running(device: Device) -> None:
    for name in ("pain", "sleep"):
        device.install(name)
    device.shelf.script_path("pain", 1).write_text("{", encoding="utf-8")
    for only_signed in (True, False):
        chosen = device.library.scripts(only_signed=only_signed)
        assert "sleep" in chosen.scripts
        assert "pain" not in chosen.scripts
        assert "not valid YAML" in next(one.why for one in chosen.refusals if one.name == "pain")


def test_p8_a_damaged_list_of_versions_or_folder_keeps_no_other_from_running(device: Device, tmp_path: Path) -> None:
    device.install("pain")
    device.install("sleep")
    pointer = tmp_path / "scripts" / "pain" / "installed.json"
    pointer.write_text("{", encoding="utf-8")
    chosen = device.library.scripts(only_signed=True)
    assert set(chosen.scripts) == {OPEN_TALK, "sleep"}
    assert "companion scripts remove pain" in next(one.why for one in chosen.refusals if one.name == "pain")
    shutil.rmtree(tmp_path / "scripts")
    (tmp_path / "scripts").write_text("in the way", encoding="utf-8")
    chosen = device.library.scripts(only_signed=False)
    assert set(chosen.scripts) == set(BUILTIN)
    assert "cannot be read" in chosen.refusals[0].why


def test_p8_an_installed_script_goes_before_the_builtin_one_and_a_bad_one_does_not(device: Device) -> None:
    device.sign_builtin("morning")
    device.install("morning", 40)
    assert device.library.scripts(only_signed=True).scripts["morning"].version == 40
    device.shelf.signature_path("morning", 40).unlink()
    chosen = device.library.scripts(only_signed=True)
    assert not chosen.entries["morning"].installed
    assert [one.name for one in chosen.refusals if one.name == "morning"] == ["morning"]
    assert device.library.scripts(only_signed=False).scripts["morning"].version == 40


def test_p8_an_installed_open_talk_needs_a_signature_and_gives_way_to_the_devices_own(device: Device) -> None:
    device.install(OPEN_TALK, 40)
    assert device.library.scripts(only_signed=True).scripts[OPEN_TALK].version == 40
    device.shelf.signature_path(OPEN_TALK, 40).unlink()
    chosen = device.library.scripts(only_signed=True)
    assert not chosen.entries[OPEN_TALK].installed
    assert OPEN_TALK in {one.name for one in chosen.refusals}


def test_p8_a_script_that_calls_one_that_does_not_run_does_not_run_either(device: Device) -> None:
    device.install("first", call="second")
    device.install("second", call="third")
    device.install("third")
    assert {"first", "second", "third"} <= set(device.library.scripts(only_signed=True).scripts)
    device.shelf.signature_path("third", 1).unlink()
    chosen = device.library.scripts(only_signed=True)
    assert set(chosen.scripts) == {OPEN_TALK}
    assert {"first", "second", "third"} <= {one.name for one in chosen.refusals}
    assert "calls the script second" in next(one.why for one in chosen.refusals if one.name == "first")


def test_p8_the_programs_own_scripts_can_all_be_read_and_wait_for_a_signature(tmp_path: Path) -> None:
    chosen = Library(Shelf(tmp_path), ScriptVerifier(())).scripts(only_signed=True)
    assert set(chosen.scripts) == OWN_TALKS
    assert {one.name for one in chosen.refusals} == set(builtin_names()) - OWN_TALKS
    assert all("is not signed" in one.why for one in chosen.refusals)


def test_consent_and_forgetting_wait_for_no_signature_and_ask_nothing_clinical(tmp_path: Path) -> None:
    """They are the resident's rights: a clinician who registers must not switch them off."""
    chosen = Library(Shelf(tmp_path), ScriptVerifier((HILL.recipient,))).scripts(only_signed=True)
    rights = {one for one in builtin_names() if one.startswith(("no_", "forget_"))} | {"first_meeting", "new_reader"}
    assert rights == OWN_TALKS - {OPEN_TALK}
    assert rights <= set(chosen.scripts)
    states = [state for name in rights for state in chosen.scripts[name].states.values()]
    assert not any(state.record or state.notify or state.alert or state.call or state.tally for state in states)


def test_an_installed_right_needs_a_signature_and_gives_way_to_the_devices_own(device: Device) -> None:
    device.builtin["no_diary"] = device.builtin["morning"].with_name("no_diary.yaml")
    device.builtin["no_diary"].write_bytes(text("no_diary"))
    device.library = Library(device.shelf, ScriptVerifier((HILL.recipient,)), builtin=device.builtin)
    device.install("no_diary", 40, key=STRANGER)
    chosen = device.library.scripts(only_signed=True)
    assert not chosen.entries["no_diary"].installed
    assert "no_diary" in {one.name for one in chosen.refusals}


def test_a_file_under_another_name_or_version_is_not_taken(device: Device) -> None:
    device.install()
    path = device.shelf.script_path("pain", 1)
    for content in (text("sleep"), text("pain", 2)):
        path.write_bytes(content)
        entry = device.entry("pain")
        assert entry.script is None
        assert "not " in entry.doubt


def test_the_versions_kept_are_told(device: Device) -> None:
    for version in (1, 2, 3, 4):
        device.install(version=version)
    device.shelf.use("pain", 3)
    entry = device.entry("pain")
    assert entry.script is not None
    assert (entry.script.version, entry.previous) == (3, (2, 4))


def test_a_script_is_read_with_its_exact_bytes(tmp_path: Path) -> None:
    path = tmp_path / "pain.yaml"
    with pytest.raises(ScriptError, match="cannot be read"):
        read_script(path)
    path.write_bytes(b"\n" * 2_000_000)
    with pytest.raises(ScriptError, match="larger than a megabyte"):
        read_script(path)
    path.write_bytes(text())
    script, content = read_script(path)
    assert (script.id, content) == ("pain", text())
    with pytest.raises(SignatureRefused, match="is not signed"):
        read_signature(tmp_path / "pain.yaml.sig", script.id)
    found = check_signature(script, content, signature(content), ScriptVerifier((HILL.recipient,)))
    assert found.signer == "Dr Hill"
