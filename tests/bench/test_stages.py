"""The stages' bench leaves nothing running behind."""

from __future__ import annotations

from dataclasses import replace

import pytest

from companion.asr.worker_recogniser import WorkerRecogniser
from companion.bench import stages
from companion.demo.journey import load_journey
from companion.messages import Expectation
from companion.settings import AsrSettings, Settings


def test_it_ends_the_recogniser_it_measured_also_when_that_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    made = WorkerRecogniser(["pocketsphinx"])
    monkeypatch.setattr(stages, "make_recogniser", lambda *_: made)
    line = stages.spoken_lines([load_journey("morning")])[0]
    assert made.pid is not None
    measured = stages.recogniser(Settings(asr=AsrSettings(engine="pocketsphinx")), [line])
    assert measured["recogniser end"]["words"] == len(line.text.split())
    assert made.pid is None
    made.start(Expectation())
    assert made.pid is not None
    with pytest.raises(ValueError, match="no sound"):
        stages.recogniser(Settings(), [replace(line, samples=None)])
    assert made.pid is None
