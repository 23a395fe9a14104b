"""Small tools of the bench: percentiles, word errors, and what machine this is."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from time import perf_counter
from typing import TypeAlias

import numpy as np

Figures: TypeAlias = dict[str, object]


def percentiles(values_ms: Sequence[float], **extras: object) -> Figures:
    """p50 and p99 of times in ms, with whatever else belongs to the row."""
    if not values_ms:
        return {"p50_ms": None, "p99_ms": None, "runs": 0, **extras}
    return {
        "p50_ms": round(float(np.percentile(values_ms, 50)), 3),
        "p99_ms": round(float(np.percentile(values_ms, 99)), 3),
        "runs": len(values_ms),
        **extras,
    }


def timed_ms(work: Callable[[], object]) -> float:
    """How long one call takes, ms."""
    started = perf_counter()
    work()
    return (perf_counter() - started) * 1000


def words_of(text: str) -> list[str]:
    """Lower case, no punctuation: as recognisers write."""
    return "".join(c if c.isalnum() or c == "'" else " " for c in text.lower()).split()


def word_errors(said: str, heard: str) -> tuple[int, int]:
    """Substitutions, deletions and insertions (Levenshtein), and the number of words said."""
    reference, hypothesis = words_of(said), words_of(heard)
    row = list(range(len(hypothesis) + 1))
    for i, wanted in enumerate(reference, start=1):
        diagonal, row[0] = row[0], i
        for j, got in enumerate(hypothesis, start=1):
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, diagonal + (wanted != got))
    return row[-1], len(reference)


def environment() -> Figures:
    """The machine and the libraries that decide the figures."""
    model = platform.processor() or platform.machine()
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        model = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), model)
    except OSError:
        pass  # not Linux: the platform's own word stands
    libraries = ("numpy", "onnxruntime", "pocketsphinx", "pygame-ce", "sqlalchemy", "cryptography")
    return {
        "processor": model,
        "cores": os.cpu_count(),
        "system": platform.platform(),
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in libraries},
    }
