"""What the whole costs: the response gap over whole conversations, start-up time and memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from companion.bench.figures import Figures, percentiles, word_errors
from companion.bench.resident import children, resident
from companion.demo.journey import Journey
from companion.demo.latency import Latency, latencies
from companion.messages import TurnReport
from companion.settings import Settings

_STARTS = ("recogniser",)
"""What the core starts, in order."""


def conversations(settings: Settings, journeys: list[Journey]) -> dict[str, Figures]:
    """Every journey, as fast as the machine can: response gap, deciding, word errors with expected answers."""
    from companion.demo.play import Nobody, Watching, converse
    from privacy.keys import new_key
    from privacy.reader import read_log

    found: list[Latency] = []
    decide, lines, errors, words = [], 0, 0, 0
    for journey in journeys:
        key, watching = new_key(role="resident", name="Bench"), Watching(Nobody())
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "log.db"
            played = converse(journey, settings, path, [key], paced=False, watching=watching)
            heard = " ".join(str(one.body.get("heard", "")) for one in read_log(path, key) if one.kind == "turn")
        said = " ".join(line.text for line in journey.lines)
        wrong, count = word_errors(said, heard)
        errors, words = errors + wrong, words + count
        lines += len(played.room.said)
        found += latencies(journey, played.room.said, watching.turns)
        decide += [turn.decide_ms for turn in watching.turns]
    first = [one.first_sound_ms for one in found if one.first_sound_ms is not None]
    return {
        "response gap, able to sound": percentiles(
            [one.able_to_sound_ms for one in found],
            p95_ms=_p95([one.able_to_sound_ms for one in found]),
            lines=lines,
            answered=len(found),
            cut_off=sum(one.cut_off for one in found),
            word_error_rate=round(errors / words, 4),
        ),
        "response gap, first sound": percentiles(first, p95_ms=_p95(first), reply_floor_s=settings.tts.reply_floor_s),
        "dialogue decision": percentiles(decide),
    }


def _p95(values: list[float]) -> float | None:
    import numpy as np

    return round(float(np.percentile(values, 95)), 1) if values else None


def start_up(rounds: int = 5) -> dict[str, Figures]:
    """A fresh process until it is ready to listen, and the memory of one that talks, and of its recogniser."""
    ready, memory = [], []
    for _ in range(rounds):
        started = time.monotonic()
        child = subprocess.run(
            [sys.executable, "-m", "companion.bench.whole"], check=True, capture_output=True, text=True, timeout=120
        )
        answer = json.loads(child.stdout)
        ready.append((answer["ready_at"] - started) * 1000)
        memory.append(answer["memory"])
    most = {name: max(one[name] for one in memory) for name in memory[0]}
    return {"start until listening": percentiles(ready), "memory in a talk": {**most, "runs": rounds}}


def memory() -> dict[str, float]:
    """Of this process and those it has started: all of it, and where the system tells, without counting twice."""
    found = {
        name: resident(pid) for name, pid in [("core", os.getpid()), *zip(_STARTS, children(os.getpid()), strict=False)]
    }
    figures = {f"{name}_rss_mb": round(one.rss_mb, 1) for name, one in found.items()}
    own = [one.own_mb for one in found.values()]
    together = {"together_pss_mb": round(sum(one or 0.0 for one in own), 1)}
    return figures if None in own else figures | together


def _child() -> None:
    from companion.demo.journey import load_journey
    from companion.demo.play import Nobody, Watching, converse
    from privacy.keys import new_key

    class Weighing(Watching):
        """Also keeps what memory was held after the last turn."""

        held: dict[str, float]

        def turn(self, report: TurnReport) -> None:
            """A turn's figures."""
            super().turn(report)
            self.held = memory()

    weighing = Weighing(Nobody())
    with tempfile.TemporaryDirectory() as folder:
        log, key = Path(folder) / "log.db", new_key(role="resident", name="Bench")
        played = converse(load_journey("morning"), Settings(), log, [key], paced=False, watching=weighing)
    print(json.dumps({"memory": weighing.held, "ready_at": played.ready_at}))


if __name__ == "__main__":
    _child()
