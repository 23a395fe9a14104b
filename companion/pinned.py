"""Keeps this process's memory out of every swap device, where the system lets it (mlockall, POSIX.1-2008)."""

from __future__ import annotations

import ctypes
import os
import resource

MCL_CURRENT, MCL_FUTURE, MCL_ONFAULT = 1, 2, 4
"""<sys/mman.h>, Linux. On fault: only what is touched is held, not all that a library maps."""


def pin() -> bool:
    """From now on no page of this process goes to a swap device; False where the system does not allow it.

    Words and day keys live in memory (P3, P4). A service manager's own limit on swapping needs the kernel's memory
    controller, which Raspberry Pi OS leaves out. It is held only without a limit (`LimitMEMLOCK=infinity`, or as root):
    under a smaller one the first allocation beyond it would fail.
    """
    now, most = resource.getrlimit(resource.RLIMIT_MEMLOCK)
    if most != resource.RLIM_INFINITY and os.geteuid() != 0:
        return False
    try:
        library = ctypes.CDLL(None, use_errno=True)
        if now != most:  # a sandbox may forbid the very call
            resource.setrlimit(resource.RLIMIT_MEMLOCK, (most, most))
        return bool(library.mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT) == 0)
    except (OSError, AttributeError, ValueError):
        return False
