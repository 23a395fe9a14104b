"""The composition root: the only module that knows concrete classes. Starts in path order, stops in reverse."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Protocol

from companion.asr.patience import Patience
from companion.audiofile import read_audio
from companion.errors import CompanionError, ModelError, OutputError
from companion.inbox import NoInbox
from companion.memory import NoMemory
from companion.messages import Kept
from companion.path import Stages, TurnPath
from companion.pauses import LastingPatience, NoPauseFile, PauseStore
from companion.pinned import give_back
from companion.ports import (
    Buttons,
    Clock,
    Dialogue,
    Ear,
    Emotion,
    Face,
    Heartbeat,
    Inbox,
    Memory,
    Microphone,
    NurseCall,
    SealedLog,
    Speaker,
    TurnObserver,
)
from companion.session import Session
from companion.settings import Settings
from companion.supervise import stage

if TYPE_CHECKING:
    from companion.asr.choose import AdaptiveRecogniser
    from companion.asr.cues import Cues
    from companion.asr.repair import Repair
    from companion.asr.repair_sounds import Pronunciations
    from companion.dialogue.script import Script
    from companion.tts.speech import Speech
    from models.registry import Registry

log = logging.getLogger(__name__)
EMBEDDED = ("pocketsphinx", "espeak")
"""Engines whose models come in their wheels."""
KNOWN, KNOWN_SAYS = Path(__file__).parent / "demo" / "recordings" / "morning-3.flac", "it is moderate"
"""What a recogniser that seems to have gone deaf is asked to hear."""
WARM_UP = "I had toast and tea for breakfast"


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """What the conversation runs on: a device, or the recorded room of the demo."""

    clock: Clock
    microphone: Microphone
    speaker: Speaker
    buttons: Buttons
    nurse_call: NurseCall
    hears_while_speaking: Callable[[], bool] = bool
    """Whether the microphone, now, does not carry the device's own voice; as it stands, it does."""
    real_time: bool = False
    """Its time does not wait: what takes long is done in a thread of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watchers:
    """Who is told how it goes."""

    observer: TurnObserver
    heartbeat: Heartbeat


@dataclass(frozen=True, slots=True, kw_only=True)
class Storage:
    """Where what was said is sealed, and what else outlives the conversation; as it stands, nothing else does."""

    log: SealedLog
    memory: Memory = field(default_factory=NoMemory)
    inbox: Inbox = field(default_factory=NoInbox)
    pauses: PauseStore = field(default_factory=NoPauseFile)
    sentences: Path | None = None
    """Folder where a slow voice keeps the fixed sentences; None: nowhere."""


@contextmanager
def conversation(
    settings: Settings,
    board: Board,
    *,
    face: Face,
    storage: Storage,
    watchers: Watchers,
    script: str | None = None,
) -> Iterator[Session]:
    """Everything one conversation needs, started in path order; stopped in reverse when the block is left.

    Raises the error of whichever stage cannot start; what was opened for it is closed then too.
    """
    from companion.device_prompts import fixed_prompts
    from companion.device_scripts import running_scripts
    from companion.device_words import household_words
    from companion.tts.hours import Hours
    from companion.tts.speech import FILLER
    from companion.tts.voice import Voice

    with ExitStack() as running:
        for part in (board.microphone, board.speaker, face, storage.log):
            running.push(_closing(part))
        registry = make_registry(settings)
        with stage("asr"):
            patience = Patience(fixed=settings.asr.patience, takes_time=settings.asr.takes_time)
            recogniser = make_recogniser(settings, registry, wait=False)
            ear = make_ear(settings, registry, recogniser, patience)
        running.push(_closing(ear))
        with stage("emotion"):
            emotion = make_emotion(registry)
        with stage("dialogue"):
            kept = _recalled(storage.memory)
            scripts = running_scripts(settings)
            dialogue = make_dialogue(settings, board.clock, script, scripts=scripts, kept=kept)
        with stage("tts"):
            synthesiser = make_synthesiser(settings, registry, kept=storage.sentences, threaded=board.real_time)
            synthesiser.keep(lambda: fixed_prompts(settings, scripts))
            hours = Hours.of(settings.tts.levels, settings.tts.whisper)
            filler = "" if synthesiser.quick else FILLER
            voice = Voice(synthesiser, board.speaker, face, board.clock, hours=hours, filler=filler)
        with stage("asr"):
            recogniser.learn(household_words(settings, scripts, storage.log.readers or (), make_dictionary()))
            ear.wake()  # it has loaded its models while the others did
        give_back()
        stages = Stages(
            clock=board.clock,
            microphone=board.microphone,
            buttons=board.buttons,
            ear=ear,
            emotion=emotion,
            dialogue=dialogue,
            nurse_call=board.nurse_call,
            voice=voice,
            face=face,
            log=storage.log,
            memory=storage.memory,
            inbox=storage.inbox,
            patience=LastingPatience(patience, storage.pauses, board.clock),
            hears_while_speaking=lambda: settings.asr.hears_while_speaking or board.hears_while_speaking(),
        )
        path = TurnPath(stages, settings=settings, observer=watchers.observer)
        yield Session(path, stages, heartbeat=watchers.heartbeat)


def _recalled(memory: Memory) -> Kept:
    """What was kept; a memory that cannot be read must not keep the device from talking and calling for help."""
    try:
        return memory.recall()
    except OutputError as error:
        log.warning("%s", error)
        return Kept()


class _Closable(Protocol):
    def close(self) -> None: ...


_Exit = Callable[[type[BaseException] | None, BaseException | None, TracebackType | None], bool]


def _closing(part: _Closable) -> _Exit:
    """Close `part` on the way out; trouble with that must not hide why the conversation ended."""

    def leave(kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> bool:  # noqa: ARG001
        try:
            part.close()
        except CompanionError as trouble:
            if error is None:
                raise
            log.warning("%s", trouble)
        return False

    return leave


def make_registry(settings: Settings) -> Registry:
    """Known and installed models."""
    from models.registry import Registry

    return Registry(settings.models_dir)


def make_recogniser(settings: Settings, registry: Registry, *, wait: bool = True) -> AdaptiveRecogniser:
    """Vosk where an installed model is known, else PocketSphinx; the settings can force one.

    Without `wait` it may still be loading when this returns; its first `start` waits for it.
    """
    from companion.asr import choose

    model = _model(registry, "asr", settings, engine=settings.asr.engine)
    return choose.make_recogniser(settings.asr, model, wait=wait)


def make_ear(
    settings: Settings, registry: Registry, recogniser: AdaptiveRecogniser, patience: Patience | None = None
) -> Ear:
    """Voice activity, recogniser and end of turn; `patience`: what is known of the person's pauses."""
    from companion.asr.ear import TurnEar
    from companion.asr.frontend import FrontEnd
    from companion.asr.hearing_check import CheckedRecogniser
    from companion.asr.vad import SileroDetector
    from companion.asr.vad_gate import GatedDetector

    return TurnEar(
        GatedDetector(SileroDetector()),
        CheckedRecogniser(recogniser, known=lambda: read_audio(KNOWN), says=KNOWN_SAYS),
        settings.asr,
        front_end=FrontEnd(),
        cues=make_cues(registry),
        patience=patience,
        repair=make_repair(),
    )


def make_cues(registry: Registry) -> Cues:
    """What tells the end of open speech from a pause: its words, and its voice."""
    from companion.asr.cadence import Cadence
    from companion.asr.cues import Cues
    from companion.asr.unfinished import Endings

    return Cues(words=Endings.load(registry.builtin("endings")), voice=Cadence.load(registry.builtin("cadence")))


def make_repair() -> Repair:
    """Homophones and near misses, put right where a question expects something; by the recogniser's own dictionary."""
    from companion.asr.repair import Repair
    from companion.dialogue.phrases import COMMAND_PHRASES, RED_FLAG_PHRASES, unique

    return Repair(make_dictionary(), kept=unique((*COMMAND_PHRASES, *RED_FLAG_PHRASES)))


def make_dictionary() -> Pronunciations:
    """The embedded recogniser's own dictionary."""
    from pocketsphinx import get_model_path

    from companion.asr.repair_sounds import Pronunciations

    return Pronunciations(Path(get_model_path("en-us")) / "cmudict-en-us.dict")


def make_emotion(registry: Registry) -> Emotion:
    """The mood in the words."""
    from companion.emotion.words import WordsEmotion

    return WordsEmotion(registry.builtin("words-linear"))


def make_dialogue(
    settings: Settings,
    clock: Clock,
    script: str | None,
    *,
    scripts: Mapping[str, Script] | None = None,
    kept: Kept | None = None,
) -> Dialogue:
    """Triage, commands, advice scripts: those that may run here (P8), unless others are given."""
    from companion.device_scripts import running_scripts
    from companion.dialogue.household import Household
    from companion.dialogue.manager import DialogueManager
    from companion.dialogue.triage import Triage

    triage = Triage()
    # Loads its encoder now: a call for help must not wait for a file.
    triage.judge(WARM_UP)
    return DialogueManager(
        scripts=running_scripts(settings) if scripts is None else scripts,
        clock=clock,
        household=Household(
            resident=settings.resident,
            consent=settings.consent,
            initiative=settings.initiative,
        ),
        triage=triage,
        first_script=script,
        kept=kept or Kept(),
    )


def make_synthesiser(
    settings: Settings, registry: Registry, *, kept: Path | None = None, threaded: bool = False
) -> Speech:
    """Piper where an installed voice is known, else espeak-ng; the settings can force one.

    `kept`: folder for the sentences of a slow engine; `threaded`: such an engine works in a thread of its own.
    """
    from companion.tts import choose
    from companion.tts.store import SentenceStore

    voice = _model(registry, "tts", settings, engine=settings.tts.engine)
    store = SentenceStore(kept, limit_bytes=settings.tts.keep_mb * 1_000_000) if kept is not None else None
    chosen = choose.make_synthesiser(settings.tts, voice, store=store, threaded=threaded)
    if chosen.notice is not None:
        log.warning("%s", chosen.notice)
    return chosen


def _model(registry: Registry, job: str, settings: Settings, *, engine: str) -> Path | None:
    """The installed model for a job; a damaged one is passed over, loudly, where the settings leave the choice open."""
    if engine in EMBEDDED:
        return None
    try:
        return registry.find(job, settings.language)
    except ModelError as error:
        if engine != "auto":
            raise
        log.warning("%s Until then the embedded engine is used.", error)
        return None
