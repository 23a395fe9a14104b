"""Answers over a pipe when a peer takes a turn to be over: run by the peer's own Python, `serve.py MODULE`.

A line in is the path of a recording (16 kHz, mono, 16 bit); a line out is a JSON object: for every way the peer has,
the audio second of its first end of turn, null where it never ends. Only the standard library is needed here.
"""

from __future__ import annotations

import importlib
import json
import sys
import wave


def main() -> None:
    """Until the pipe is closed."""
    peer = importlib.import_module(sys.argv[1])
    answers, sys.stdout = sys.stdout, sys.stderr  # what a peer prints is no answer
    for line in sys.stdin:
        with wave.open(line.strip(), "rb") as recording:
            sound = recording.readframes(recording.getnframes())
        print(json.dumps(peer.ends(sound)), file=answers, flush=True)


if __name__ == "__main__":
    main()
