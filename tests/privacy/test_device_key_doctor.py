"""What `companion doctor` says of the device's key, of swap and of core dumps."""

from __future__ import annotations

import resource
from pathlib import Path

import pytest

from companion.doctor import keeping
from companion.doctor.check import Finding, Status, ok
from companion.errors import InputError
from privacy.keys.device import FILE_NAME, key_source, load_device_key

HEADER = "Filename\t\t\tType\t\tSize\tUsed\tPriority\n"


def looked(state: Path, environ: dict[str, str]) -> Finding:
    return keeping.device_key(key_source(state, environ), state)


def swaps(root: Path, *places: str) -> Path:
    """A system that swaps to these."""
    (root / "proc").mkdir()
    rows = "".join(f"{place}\tpartition\t999\t0\t-2\n" for place in places)
    (root / "proc/swaps").write_text(HEADER + rows, encoding="utf-8")
    return root


def test_looking_for_the_key_makes_none(tmp_path: Path) -> None:
    found = looked(tmp_path / "state", {})
    assert found.status is Status.OK
    assert "none yet" in found.found
    assert not (tmp_path / "state").exists()


def test_it_says_where_the_key_comes_from(tmp_path: Path) -> None:
    load_device_key(tmp_path, {})
    assert "from a file" in looked(tmp_path, {}).found
    (tmp_path / "device-key").write_bytes(bytes(32))
    assert "from a systemd credential" in looked(tmp_path, {"CREDENTIALS_DIRECTORY": str(tmp_path)}).found


def test_a_key_that_others_may_read_is_no_good(tmp_path: Path) -> None:
    load_device_key(tmp_path, {})
    (tmp_path / FILE_NAME).chmod(0o644)
    with pytest.raises(InputError, match="chmod 600"):
        looked(tmp_path, {})


def test_swap_on_a_disk_is_told_with_what_to_do(tmp_path: Path) -> None:
    found = keeping.swap(swaps(tmp_path, "/dev/zram0", "/var/swap"))
    assert found.status is Status.WARN
    assert "/var/swap" in found.found
    assert "zram" not in found.found
    assert "swapoff" in found.do


def test_swap_in_memory_or_encrypted_is_well(tmp_path: Path) -> None:
    root = swaps(tmp_path, "/dev/zram0", "/dev/dm-1")
    uuid = root / "sys/class/block/dm-1/dm/uuid"
    uuid.parent.mkdir(parents=True)
    uuid.write_text("CRYPT-PLAIN-cryptswap\n", encoding="ascii")
    assert keeping.swap(root) == ok("only /dev/zram0, /dev/dm-1: in memory or encrypted")
    uuid.write_text("LVM-abc\n", encoding="ascii")
    assert "/dev/dm-1" in keeping.swap(root).found


def test_no_swap_and_a_system_that_does_not_tell(tmp_path: Path) -> None:
    assert keeping.swap(tmp_path).status is Status.WARN
    assert keeping.swap(swaps(tmp_path)) == ok("none")


@pytest.mark.parametrize(("limit", "status"), [(0, Status.OK), (1 << 20, Status.WARN)])
def test_core_dumps_are_told(limit: int, status: Status, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda _: (limit, limit))
    assert keeping.core_dumps().status is status
