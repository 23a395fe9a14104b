"""What the whole costs: the response gap over whole conversations, start-up time and memory."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from companion.bench.figures import Figures, percentiles, word_errors
from companion.demo.journey import Journey
from companion.demo.latency import Latency, latencies
from companion.settings import Settings


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
    """A fresh process until it is ready to listen, and the memory of one that has talked."""
    ready, memory = [], []
    for _ in range(rounds):
        started = time.monotonic()
        child = subprocess.run(
            [sys.executable, "-m", "companion.bench.whole"], check=True, capture_output=True, text=True, timeout=120
        )
        answer = json.loads(child.stdout)
        ready.append((answer["ready_at"] - started) * 1000)
        memory.append(answer["rss_mb"])
    return {"start until listening": percentiles(ready), "memory after a talk": {"rss_mb": max(memory), "runs": rounds}}


def _child() -> None:
    from companion.demo.journey import load_journey
    from companion.demo.play import Nobody, Watching, converse
    from privacy.keys import new_key

    watching = Watching(Nobody())
    with tempfile.TemporaryDirectory() as folder:
        played = converse(
            load_journey("morning"),
            Settings(),
            Path(folder) / "log.db",
            [new_key(role="resident", name="Bench")],
            paced=False,
            watching=watching,
        )
    rss_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"rss_mb": round(rss_mb, 1), "ready_at": played.ready_at}))


if __name__ == "__main__":
    _child()
