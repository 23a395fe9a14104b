"""What every test shares: where the speech data is, and a guard against the network."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest
from hypothesis import settings

DATA = Path(os.environ.get("COMPANION_DATA", Path(__file__).parents[2] / "shared" / "data"))

# The gate gives one answer for one state of the code; new cases are sought by HYPOTHESIS_PROFILE=explore.
settings.register_profile("steady", derandomize=True, database=None, deadline=None)
settings.register_profile("explore", derandomize=False)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


@pytest.fixture(scope="session")
def speech_data() -> Path:
    """The folder of real speech; the test is skipped with a reason where it is absent."""
    if not DATA.is_dir():
        pytest.skip(f"the speech data is not at {DATA} (set COMPANION_DATA); it is not ours to republish")
    return DATA


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """P1 as a habit: no test may open an internet socket by accident; `models pull` alone has to."""
    if request.node.get_closest_marker("loopback"):
        return
    real = socket.socket

    class UnixOnly(real):  # type: ignore[misc, valid-type]
        def __init__(self, family: int = -1, *rest: object, **named: object) -> None:
            if family in (socket.AF_INET, socket.AF_INET6, -1) and named.get("fileno") is None and not rest[2:]:
                raise AssertionError("a test opened an internet socket; the companion is offline (P1)")
            super().__init__(family, *rest, **named)

    monkeypatch.setattr(socket, "socket", UnixOnly)
