"""Journeys: what comes with the program loads, and a broken one is told in one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from companion.demo.journey import journey_names, load_journey
from companion.errors import InputError

HEAD = 'title = "A"\nscript = "talk"\nstarts_at = 2026-03-02T08:30:00Z\n'


@pytest.mark.parametrize("name", journey_names())
def test_a_built_in_journey_has_six_lines_or_more_and_all_its_recordings(name: str) -> None:
    journey = load_journey(name)
    spoken = [line for line in journey.lines if line.samples is not None]
    assert len(spoken) >= 6
    assert all(line.text for line in spoken)


def test_there_are_the_check_in_and_the_fall() -> None:
    assert {"morning", "fall"} <= set(journey_names())


def test_an_unknown_journey_names_the_ones_there_are() -> None:
    with pytest.raises(InputError, match=r"no journey called nowhere; there are .*morning"):
        load_journey("nowhere")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("title = ", "cannot be read"),
        (HEAD, "wrong value at turn"),
        (
            HEAD + '[[turn]]\nclip = "a.flac"\npress = "help"\n',
            "either a clip or a button",
        ),
        (
            HEAD + '[[turn]]\nclip = "gone.flac"\n',
            "gone.flac",
        ),
    ],
)
def test_a_broken_journey_says_what_and_where(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=says):
        load_journey(str(file))
