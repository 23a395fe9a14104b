"""The log stays off the start-up path: nothing heavy is imported until a log is opened."""

from __future__ import annotations

import subprocess
import sys


def test_importing_the_writer_loads_no_database_library() -> None:
    question = (
        "import sys, privacy.log, privacy.reader, privacy.verify, privacy.summary; print('sqlalchemy' in sys.modules)"
    )
    asked = subprocess.run([sys.executable, "-c", question], capture_output=True, text=True, check=True, timeout=30)
    assert asked.stdout == "False\n"
