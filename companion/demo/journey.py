"""Reads a journey: the recorded lines of a resident, and when they are said."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, model_validator

from companion.audiofile import read_audio
from companion.errors import InputError
from companion.messages import SAMPLE_RATE_HZ, Button, Samples

HERE = Path(__file__).parent
JOURNEYS = HERE / "journeys"
RECORDINGS = HERE / "recordings"


class _Turn(BaseModel):
    model_config = ConfigDict(extra="forbid")
    clip: str | None = None
    text: str = Field(default="", repr=False)
    press: Button | None = None
    wait_s: float = Field(default=1.0, ge=0, le=60)
    interrupts_after_s: float | None = Field(default=None, ge=0)

    @model_validator(mode="after")
    def _one_of_two(self) -> _Turn:
        if (self.clip is None) == (self.press is None):
            raise ValueError("a turn has either a clip or a button to press")
        return self


class _Journey(BaseModel):
    model_config = ConfigDict(extra="forbid")
    title: str
    resident: str = ""
    voice: str = ""
    script: str
    starts_at: AwareDatetime
    turn: list[_Turn] = Field(min_length=1)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Line:
    """One thing the resident does."""

    wait_s: float
    """Seconds of silence left after the device has finished."""
    samples: Samples | None = field(default=None, repr=False)
    """What is said, 16 kHz mono; None when a button is pressed instead."""
    text: str = field(default="", repr=False)
    """The words of the recording, for scoring only: the pipeline never sees them."""
    press: Button | None = None
    interrupts_after_s: float | None = None
    """Begin this many seconds after the device began to speak, whether it has finished or not."""

    @property
    def seconds(self) -> float:
        """How long the recording lasts."""
        return 0.0 if self.samples is None else len(self.samples) / SAMPLE_RATE_HZ


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """A recorded resident."""

    name: str
    title: str
    resident: str
    script: str
    starts_at: datetime
    lines: tuple[Line, ...]


def journey_names() -> list[str]:
    """The journeys that come with the program."""
    return sorted(path.stem for path in JOURNEYS.glob("*.toml"))


def load_journey(name: str) -> Journey:
    """A built-in journey by name, or a TOML file by path (its clips lie beside it). Raises InputError."""
    builtin = JOURNEYS / f"{name}.toml"
    path = builtin if builtin.exists() else Path(name)
    if not path.is_file():
        raise InputError(f"There is no journey called {name}; there are {', '.join(journey_names())}, or give a file.")
    try:
        journey = _Journey.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError(f"The journey {path} cannot be read: {error}.") from None
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise InputError(f"The journey {path} has a wrong value at {where}: {first['msg']}.") from None
    clips = RECORDINGS if path == builtin else path.parent
    return Journey(
        name=path.stem,
        title=journey.title,
        resident=journey.resident,
        script=journey.script,
        starts_at=journey.starts_at,
        lines=tuple(_line(turn, clips) for turn in journey.turn),
    )


def _line(turn: _Turn, clips: Path) -> Line:
    return Line(
        wait_s=turn.wait_s,
        samples=None if turn.clip is None else read_audio(clips / turn.clip),
        text=turn.text,
        press=turn.press,
        interrupts_after_s=turn.interrupts_after_s,
    )
