"""The device's own key: where it comes from, what it refuses, and what it seals and signs."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given
from hypothesis import strategies as st

from companion.errors import InputError, OutputError
from privacy import files
from privacy.keys.device import FILE_NAME, DeviceKey, load_device_key

ROOT = Path(__file__).parents[2]
SECRET = bytes(range(32))
NOBODY = 65534
LOADS_WHEN_TOLD = """
import sys
from pathlib import Path
from privacy.keys.device import load_device_key
print("ready", flush=True)
sys.stdin.read(1)
print(load_device_key(Path(sys.argv[1]), {}).verify_key.hex(), flush=True)
"""


def credential(folder: Path, secret: bytes = SECRET) -> dict[str, str]:
    """What systemd gives a service: a folder with the secret in it."""
    folder.mkdir()
    (folder / "device-key").write_bytes(secret)
    return {"CREDENTIALS_DIRECTORY": str(folder)}


def test_the_first_start_makes_a_key_for_its_owner_alone_and_later_ones_find_it(tmp_path: Path) -> None:
    state = tmp_path / "state"
    before = os.umask(0)
    try:
        first = load_device_key(state, {})
    finally:
        os.umask(before)
    assert first.source == "file"
    assert [one.name for one in state.iterdir()] == [FILE_NAME]
    assert stat.S_IMODE((state / FILE_NAME).stat().st_mode) == 0o600
    assert load_device_key(state, {}).verify_key == first.verify_key
    assert load_device_key(tmp_path / "other", {}).verify_key != first.verify_key


def test_programs_that_start_at_once_agree_on_one_key(tmp_path: Path) -> None:
    command = [sys.executable, "-c", LOADS_WHEN_TOLD, str(tmp_path)]
    bare = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    programs = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=bare) for _ in range(4)
    ]
    for program in programs:
        assert program.stdout is not None
        assert program.stdout.readline() == "ready\n"
    for program in programs:
        assert program.stdin is not None
        program.stdin.write("go")
        program.stdin.flush()
    keys = [program.communicate(timeout=30)[0].strip() for program in programs]
    assert set(keys) == {load_device_key(tmp_path, {}).verify_key.hex()}
    assert [one.name for one in tmp_path.iterdir()] == [FILE_NAME]


def test_the_slower_of_two_programs_takes_the_key_of_the_faster(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = files.write_new

    def late(path: Path, content: bytes) -> None:
        write(path, SECRET)  # the other program, in the moment between looking and writing
        write(path, content)

    monkeypatch.setattr("privacy.keys.device.write_new", late)
    assert load_device_key(tmp_path, {}).verify_key == DeviceKey(SECRET, "file").verify_key
    assert [one.name for one in tmp_path.iterdir()] == [FILE_NAME]


def test_a_full_disk_is_one_plain_sentence_and_leaves_no_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match="No space left on device"):
        load_device_key(tmp_path, {})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to give a file to somebody else")
def test_a_key_of_another_user_is_one_plain_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load_device_key(tmp_path, {})
    tmp_path.chmod(0o755)
    monkeypatch.chdir(tmp_path)  # the folders above let nobody else in
    os.seteuid(NOBODY)
    try:
        with pytest.raises(InputError, match=r"cannot be read \(Permission denied\)"):
            load_device_key(Path(), {})
    finally:
        os.seteuid(0)


def test_a_credential_goes_before_the_file_and_leaves_none(tmp_path: Path) -> None:
    key = load_device_key(tmp_path / "state", credential(tmp_path / "credentials"))
    assert key.source == "credential"
    assert key.verify_key == DeviceKey(SECRET, "file").verify_key
    assert not (tmp_path / "state").exists()


def test_without_this_credential_among_others_the_file_is_used(tmp_path: Path) -> None:
    (tmp_path / "credentials").mkdir()
    assert load_device_key(tmp_path, {"CREDENTIALS_DIRECTORY": str(tmp_path / "credentials")}).source == "file"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_key_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    load_device_key(tmp_path, {})
    (tmp_path / FILE_NAME).chmod(mode)
    with pytest.raises(InputError, match="may be read by others; allow only its owner: chmod 600"):
        load_device_key(tmp_path, {})


@pytest.mark.parametrize("size", [0, 1, 31, 33, 4096])
def test_a_secret_of_another_length_is_refused_and_not_replaced(tmp_path: Path, size: int) -> None:
    path = tmp_path / FILE_NAME
    path.write_bytes(bytes(size))
    path.chmod(0o600)
    with pytest.raises(InputError, match="it is not 32 bytes long"):
        load_device_key(tmp_path, {})
    assert path.stat().st_size == size
    with pytest.raises(InputError, match="it is not 32 bytes long"):
        load_device_key(tmp_path, credential(tmp_path / "credentials", bytes(size)))


@pytest.mark.parametrize("target", ["elsewhere", "nowhere"])
def test_a_link_in_its_place_is_not_followed(tmp_path: Path, target: str) -> None:
    (tmp_path / "elsewhere").write_bytes(SECRET)
    (tmp_path / FILE_NAME).symlink_to(tmp_path / target)
    with pytest.raises(InputError, match="cannot be read"):
        load_device_key(tmp_path, {})
    assert not (tmp_path / "nowhere").exists()


def test_a_pipe_or_a_folder_in_its_place_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / FILE_NAME, 0o600)
    with pytest.raises(InputError, match="no plain file"):
        load_device_key(tmp_path, {})
    (tmp_path / FILE_NAME).unlink()
    (tmp_path / FILE_NAME).mkdir(mode=0o700)
    with pytest.raises(InputError, match=r"no plain file|cannot be read"):
        load_device_key(tmp_path, {})


def test_a_folder_that_cannot_be_made_is_one_plain_sentence(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file")
    with pytest.raises(OutputError) as caught:
        load_device_key(tmp_path / "state", {})
    assert "\n" not in str(caught.value)


@given(st.binary(max_size=200), st.text(max_size=10))
def test_what_was_sealed_opens_in_the_same_box_of_the_same_device_only(plain: bytes, purpose: str) -> None:
    box = DeviceKey(SECRET, "file").box(purpose)
    sealed = box.seal(plain)
    assert DeviceKey(SECRET, "credential").box(purpose).open(sealed) == plain
    assert len(sealed) == len(plain) + 1 + 12 + 16
    assert box.seal(plain) != sealed
    for other in (DeviceKey(SECRET, "file").box(purpose + "x"), DeviceKey(bytes(32), "file").box(purpose)):
        with pytest.raises(ValueError, match="not sealed by this device"):
            other.open(sealed)


@given(st.binary(max_size=60), st.integers(0, 10_000), st.integers(0, 7))
def test_a_changed_bit_or_any_other_bytes_do_not_open(content: bytes, place: int, bit: int) -> None:
    box = DeviceKey(SECRET, "file").box("memory")
    changed = bytearray(box.seal(b"due at eight"))
    changed[place % len(changed)] ^= 1 << bit
    for strange in (bytes(changed), content):
        with pytest.raises(ValueError):  # noqa: PT011 - ValueError is all that is promised
            box.open(strange)


def test_a_signature_is_checked_with_the_verify_key_alone() -> None:
    key = DeviceKey(SECRET, "file")
    stranger = Ed25519PublicKey.from_public_bytes(key.verify_key)
    stranger.verify(key.sign(b"label: words"), b"label: words")
    with pytest.raises(InvalidSignature):
        stranger.verify(key.sign(b"label: words"), b"label: other words")


def test_the_signing_key_is_derived_as_written_down() -> None:
    seed = HKDF(SHA256(), 32, None, b"bedside-companion/v1/device/sign").derive(SECRET)
    assert (
        DeviceKey(SECRET, "file").verify_key
        == Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    )


def test_the_secret_is_never_shown_and_can_be_wiped() -> None:
    key = DeviceKey(SECRET, "file")
    assert SECRET.hex() not in repr(key)
    assert repr(key) == "DeviceKey('file')"
    box = key.box("memory")
    key.wipe()
    assert not any(key._secret)
    assert box.open(box.seal(b"still open")) == b"still open"
