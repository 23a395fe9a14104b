"""Checks of what is kept, and of where it could leak: the device's own key, swap, core dumps."""

from __future__ import annotations

import resource
from pathlib import Path

from companion.doctor.board import ROOT
from companion.doctor.check import Finding, ok, warn

_COMPRESSED_MEMORY = "/dev/zram"
_NO_SWAP = "swapoff -a, and take swap out of /etc/fstab (on Raspberry Pi OS: systemctl disable --now dphys-swapfile)"


def device_key(source: str | None, state_dir: Path) -> Finding:
    """Where the device's own secret comes from: `privacy.keys.device.key_source`."""
    if source is None:
        return ok(f"none yet: without a systemd credential the first start makes one in {state_dir}")
    if source == "credential":
        # systemd does not tell a service how the credential was protected at rest.
        return ok("from a systemd credential; systemd/README.md tells what protects it")
    return ok(f"from a file in {state_dir} that only its owner may read: whoever has the card has it")


def swap(root: Path = ROOT) -> Finding:
    """Whether memory, and with it words and keys, may be written to a disk in clear."""
    try:
        lines = (root / "proc/swaps").read_text(encoding="utf-8", errors="replace").splitlines()[1:]
    except FileNotFoundError:
        return warn("This system does not tell whether it swaps.", "Look for yourself: use no swap, or encrypted swap.")
    places = [line.split()[0] for line in lines if line.strip()]
    disks = [place for place in places if not place.startswith(_COMPRESSED_MEMORY) and not _is_encrypted(place, root)]
    if disks:
        return warn(
            f"memory may be written to {', '.join(disks)}; the systemd units keep the companion's own out of it",
            f"Run the companion by its unit, or use no swap: {_NO_SWAP}.",
        )
    return ok(f"only {', '.join(places)}: in memory or encrypted" if places else "none")


def core_dumps() -> Finding:
    """Whether a crash would leave this process's memory in a file."""
    soft, _ = resource.getrlimit(resource.RLIMIT_CORE)
    if soft == 0:
        return ok("off")
    return warn(
        "a crash of a program started like this one may leave its memory in a file",
        "Run the companion by its unit, which forbids it, or say 'ulimit -c 0' before starting it.",
    )


def _is_encrypted(place: str, root: Path) -> bool:
    """A device of dm-crypt says so in its uuid."""
    name = (root / place.lstrip("/")).resolve().name
    try:
        uuid = (root / "sys/class/block" / name / "dm/uuid").read_text(encoding="ascii", errors="replace")
    except OSError:
        return False
    return uuid.startswith("CRYPT-")
