"""Settings: frozen, one class a stage, read from one TOML file; every field has its unit and a sensible default."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Annotated

from platformdirs import user_config_path, user_state_path
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from companion.errors import SettingsError


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


_WORDS = r"^\p{L}[\p{L}\p{M}'’ -]{1,39}$"
"""A word or a few, in any spelling."""


class AsrSettings(_Frozen):
    """Hearing and turn-taking."""

    engine: str = Field(default="auto", pattern="^(auto|pocketsphinx|vosk)$")
    """auto takes Vosk where an installed model is known, else PocketSphinx."""
    own_process: bool = True
    """The recogniser decodes in a process of its own, so that neither the microphone nor the face waits for it."""
    speech_probability: float = Field(default=0.7, gt=0, lt=1)
    """Voice activity above this begins speech; it goes on until it falls well below."""
    hold_complete_s: float = Field(default=0.032, ge=0)
    """Silence that ends the turn when the expected answer is complete and nothing can follow it."""
    hold_settled_s: float = Field(default=0.16, ge=0)
    """The same when more could follow, and would change nothing ("yes" -> "yes please")."""
    hold_extendable_s: float = Field(default=1.1, ge=0)
    """The same when what could follow would change the answer ("seven" -> "seven thirty")."""
    hold_finished_s: float = Field(default=0.5, ge=0)
    """The same after open speech that sounds finished; between this and the next by how finished it sounds."""
    hold_said_s: float = Field(default=0.8, ge=0)
    """The same, at most, after an expected phrase of open talk: it may be all, and may go on."""
    hold_unfinished_s: float = Field(default=1.8, ge=0)
    """The same after what breaks off in mid-sentence."""
    hold_open_s: float = Field(default=1.2, ge=0)
    """The same where there are no words to judge by."""
    patience: float | None = Field(default=None, ge=0.5, le=4)
    """What all these but the first are multiplied by; None: learned from the person's own pauses (0.9 to 2.5)."""
    takes_time: bool = False
    """The person needs much time to speak: the waits are never less than twice as long."""
    longest_s: float = Field(default=30.0, gt=0)
    """An utterance is cut here at the latest."""
    mode: str = Field(default="open", pattern="^(open|follow_up|name|touch)$")
    """When it listens. open: always; follow_up: for a while after it has spoken, was called or touched; name: the same,
    and its face asks to be called; touch: for a while after a touch, its name opens nothing. Calls for help are heard
    in every mode."""
    name: str = Field(default="companion", pattern=r"^[A-Za-z][A-Za-z' ]{3,39}$")
    """What it is called by: four letters or more, or everything sounds like it."""
    words: tuple[Annotated[str, Field(pattern=_WORDS)], ...] = Field(default=(), max_length=300)
    """Names and medicines that come up here and that a dictionary may not have: listened for in open talk, too."""
    window_s: float = Field(default=20.0, ge=3, le=600)
    """How long it listens after it has spoken, was called or touched."""
    hears_while_speaking: bool = False
    """True where the device cannot hear itself (headset, echo cancellation); else only calls for help get through."""


class TtsSettings(_Frozen):
    """Speaking."""

    engine: str = Field(default="auto", pattern="^(auto|espeak|piper)$")
    """auto takes Piper where an installed voice is known, else espeak-ng."""
    voice: str = "en-gb"
    words_per_minute: int = Field(default=150, ge=80, le=260)
    levels: dict[Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")], Annotated[float, Field(ge=-12, le=9)]] = {
        "07:00": 0.0,
        "22:00": -4.0,
    }
    """From each time of day on it speaks so many decibels louder than usual; calls for help are never softer."""
    whisper: str | None = Field(default=None, pattern=r"^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$")
    """From when to when it whispers, such as "23:00-06:00"; calls for help never."""
    lift_db: float = Field(default=3.0, ge=0, le=9)
    """How much the high part of speech (2 to 4 kHz) is raised; the hearing test may add to it."""
    speaker: str | None = None
    """Name or number of a speaker, where a Piper voice has several."""
    noise: float | None = Field(default=None, ge=0, le=2)
    """Piper's noise_scale, how lively the voice is; None: the voice's own."""
    noise_w: float | None = Field(default=None, ge=0, le=2)
    """Piper's noise_w_scale, how uneven its rhythm is; None: the voice's own."""
    say_as: dict[str, str] = {}
    """Names and words that the voice says wrongly, and how to write them for it: { Siobhan = "Shivawn" }."""
    keep_sentences: str = Field(default="auto", pattern="^(auto|always|never)$")
    """Keep the sentences of the installed scripts ready on disk, made in idle time. auto: for Piper, not for espeak-ng,
    which makes one sooner than a disk reads it."""
    keep_mb: int = Field(default=200, ge=1, le=10_000)
    """At most so much of them."""
    reply_floor_s: float = Field(default=0.4, ge=0, le=3)
    """Silence kept before talk (older people like 0.6 to 1.5 s best); never before stop, help and commands."""


class ResidentSettings(_Frozen):
    """Who lives here."""

    name: str = ""
    """How the resident wants to be called; empty: no name is used."""
    human_reachable: bool = False
    """A person answers calls at any hour: then questions about self-harm may be asked (PHQ-9, item 9)."""
    always_buttons: bool = False
    """The answers to every question stand on the screen as big buttons, not only after a misunderstanding."""


class ConsentSettings(_Frozen):
    """Consents given on paper; what the resident says at the first meeting goes before these. None: never asked."""

    diary: bool | None = None
    """Keep what is said, for the resident alone."""
    share: bool | None = None
    """Pass answers on to the caregivers' summary."""
    mood: bool | None = None
    """Note the mood in the words."""
    voice_mood: bool | None = None
    """Guess the mood from the sound of the voice."""
    initiative: bool | None = None
    """Speak first, at the times of a schedule."""


_CLOCK_TIME = r"^([01]\d|2[0-3]):[0-5]\d$"


class InitiativeSettings(_Frozen):
    """What the device may begin by itself, and when."""

    scripts: tuple[str, ...] = ("morning", "evening")
    """Ids of the scripts whose schedule counts."""
    times: dict[str, tuple[Annotated[str, Field(pattern=_CLOCK_TIME)], ...]] = {}
    """Script -> times of day, HH:MM, instead of those in the script."""
    quiet_from: str = Field(default="21:30", pattern=_CLOCK_TIME)
    """From this time of day on it does not speak first."""
    quiet_to: str = Field(default="07:00", pattern=_CLOCK_TIME)
    daily_cap: int = Field(default=6, ge=0, le=48)
    """Talks a day that it begins itself; what must be answered does not count."""


class ScriptSettings(_Frozen):
    """Which advice scripts are run."""

    production: bool | None = None
    """True: only scripts that a registered clinician signed. None: so as soon as a clinician is registered."""


class RetentionSettings(_Frozen):
    """How many days the sealed log keeps what it holds, by scope; then its keys are destroyed. Audio is never kept."""

    diary_days: int = Field(default=30, ge=1, le=36500)
    """What was said, word by word."""
    summary_days: int = Field(default=365, ge=1, le=36500)
    """Answers, check-ins, mood."""
    safety_days: int = Field(default=730, ge=1, le=36500)
    """Calls for help, what was agreed to, who opened the log."""


def _state_dir() -> Path:
    # systemd gives the unit its own directory and names it here.
    given = os.environ.get("STATE_DIRECTORY")
    return Path(given) if given else user_state_path("companion")


class Settings(_Frozen):
    """All settings, and where things are kept."""

    asr: AsrSettings = AsrSettings()
    tts: TtsSettings = TtsSettings()
    resident: ResidentSettings = ResidentSettings()
    consent: ConsentSettings = ConsentSettings()
    initiative: InitiativeSettings = InitiativeSettings()
    scripts: ScriptSettings = ScriptSettings()
    retention: RetentionSettings = RetentionSettings()
    language: str = "en"
    """Two-letter language of the models that are looked for."""
    profile: str = "desktop"
    """Name of the board's profile under device/profiles."""
    state_dir: Path = Field(default_factory=_state_dir)
    """Sealed log, recipients, installed models."""

    @property
    def log_path(self) -> Path:
        """The sealed log."""
        return self.state_dir / "log.db"

    @property
    def scripts_dir(self) -> Path:
        """Installed advice scripts with their signatures."""
        return self.state_dir / "scripts"

    @property
    def memory_path(self) -> Path:
        """What the dialogue must know after a restart: no words, no answers."""
        return self.state_dir / "memory.sealed"

    @property
    def pauses_path(self) -> Path:
        """How long the resident pauses in mid-sentence, as the ear has learned it: figures only."""
        return self.state_dir / "pauses.json"

    @property
    def inbox_dir(self) -> Path:
        """Messages from the family that wait to be read out."""
        return self.state_dir / "inbox"

    @property
    def recipients_dir(self) -> Path:
        """Public keys of the people the log is sealed to."""
        return self.state_dir / "recipients"

    @property
    def desk_dir(self) -> Path:
        """Requests to whoever writes the log, from the device's other programs."""
        return self.state_dir / "desk"

    @property
    def sentences_dir(self) -> Path:
        """Sentences of the installed scripts, ready to be played: no resident's words."""
        return self.state_dir / "sentences"

    @property
    def models_dir(self) -> Path:
        """Installed models."""
        return self.state_dir / "models"


def load_settings(path: Path | None = None) -> Settings:
    """Read `path`, or the user's settings file where there is one, else the defaults. Raises SettingsError."""
    if path is None:
        path = user_config_path("companion") / "settings.toml"
        if not os.path.lexists(path):
            return Settings()
    try:
        return Settings.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise SettingsError(f"The settings file {path} cannot be read ({error.strerror}).") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"The settings file {path} is not valid TOML: {error}. Correct that line.") from None
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise SettingsError(f"The settings file {path} has a wrong value at {where}: {first['msg']}.") from None
