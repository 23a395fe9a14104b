"""A conversation that goes on past midnight: python midnight_victim.py STATE. The words to say come on stdin, by "|".

The path, the dialogue, the mood in the words, the sealed log and the sealed memory are the real ones; of the sound and
the screen there are doubles that keep no words. Says "talked", waits for a byte, lives through midnight, and says
"morning".
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1]))  # doubles.py

from talking_victim import EVERY_FRAMES, FRAMES, said_at

from companion.app import make_dialogue, make_emotion, make_registry
from companion.cli.run import JournalObserver
from companion.device_log import open_log
from companion.memory import FileMemory
from companion.messages import AudioFrame, FaceMessage, HearingEvent, Prompt, SpeechChunk
from companion.path import Stages, TurnPath
from companion.session import Session
from companion.settings import ConsentSettings, Settings
from companion.supervise import NoHeartbeat
from companion.tts.voice import Voice
from doubles import (
    ListFace,
    ListNurseCall,
    ListSpeaker,
    ScriptedButtons,
    ScriptedEar,
    ScriptedMicrophone,
    TestClock,
    ToneSynthesiser,
)
from privacy.keys.device import load_device_key


class PassingEar(ScriptedEar):
    """Lets go of what it has told."""

    def hear(self, frame: AudioFrame) -> tuple[HearingEvent, ...]:
        self.frames += 1
        return tuple(self.events.pop(self.frames - 1, ()))


class BlankFace(ListFace):
    """Shows nothing, so that nothing stays."""

    def show(self, message: FaceMessage) -> None:
        pass


class ForgetfulSynthesiser(ToneSynthesiser):
    """Knows nothing of what it has said."""

    def speak(self, prompt: Prompt) -> Iterator[SpeechChunk]:
        yield from super().speak(prompt)
        self.spoken.clear()


def heard() -> PassingEar:
    """An ear that will hear the lines on stdin, which nothing else keeps."""
    ear = PassingEar({})
    for number, line in enumerate(os.read(0, 4096).decode().strip().split("|"), start=1):
        ear.events |= said_at(EVERY_FRAMES * number, line)
    return ear


def main() -> None:
    """Talk, and live through midnight."""
    agreed = ConsentSettings(diary=True, share=True, mood=True, initiative=True)
    settings = Settings(state_dir=Path(sys.argv[1]), consent=agreed)
    clock, log, face = TestClock(), open_log(settings), BlankFace()
    box = load_device_key(settings.state_dir, {}).box("memory")
    memory = FileMemory(settings.memory_path, box=box)
    microphone = ScriptedMicrophone(clock, "r" * FRAMES, RuntimeError)
    stages = Stages(
        clock=clock,
        microphone=microphone,
        buttons=ScriptedButtons(),
        ear=heard(),
        emotion=make_emotion(make_registry(settings)),
        dialogue=make_dialogue(settings, clock, None, kept=memory.recall()),
        nurse_call=ListNurseCall([]),
        voice=Voice(ForgetfulSynthesiser(), ListSpeaker(clock), face, clock),
        face=face,
        log=log,
        memory=memory,
    )
    session = Session(TurnPath(stages, settings=settings, observer=JournalObserver()), stages, heartbeat=NoHeartbeat())
    session.run()
    log.flush()
    print("talked", flush=True)
    os.read(0, 1)
    clock.start += timedelta(days=1)
    microphone.script = "r" * 200
    session.run()
    print("morning", flush=True)
    os.read(0, 1)
    log.close()


if __name__ == "__main__":
    main()
