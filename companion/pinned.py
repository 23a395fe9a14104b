"""Keeps this process's memory small, and out of every swap device, where the system lets it (mlockall, POSIX)."""

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


def give_back() -> bool:
    """Give memory that is free, and lies between what is not, back to the system; False where there is nothing to give.

    Loading models and tables leaves some tens of megabytes of it, and the C library would keep them. glibc alone can.
    """
    try:
        return bool(ctypes.CDLL(None).malloc_trim(0))
    except (OSError, AttributeError):
        return False
