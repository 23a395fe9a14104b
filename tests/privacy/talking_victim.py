"""A conversation whose traces are looked for: python talking_victim.py STATE. The words to say come on stdin.

The path, the dialogue, the mood in the words, the sealed log and the sealed memory are the real ones; only the sound is
not. Logs everything it can to stderr, as a careless owner would ask it to. Told "erase" it erases the whole log, and
says so.
"""

from __future__ import annotations

import logging
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1]))  # doubles.py

from companion.app import make_dialogue, make_emotion, make_registry
from companion.cli.run import JournalObserver
from companion.device_log import open_log
from companion.memory import FileMemory
from companion.messages import Erasure, Scope, Utterance
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
    utterance,
)
from privacy.keys.device import load_device_key

FRAMES = 2000
EVERY_FRAMES = 400


def said_at(frame: int, text: str) -> dict[int, tuple[Utterance]]:
    """The words, as if spoken in the two seconds before."""
    now_s = frame * 0.032
    return {frame: (utterance(text, started_s=now_s - 2, ended_s=now_s - 0.5),)}


def main() -> None:
    """Talk, say so, and end when told to."""
    logging.basicConfig(level=logging.DEBUG)
    state = Path(sys.argv[1])
    lines = sys.stdin.readline().strip().split("|")
    agreed = ConsentSettings(diary=True, share=True, mood=True, initiative=True)
    settings = Settings(state_dir=state, consent=agreed)
    clock, log = TestClock(), open_log(settings)
    box = load_device_key(state, {}).box("memory")
    memory = FileMemory(state / "memory.sealed", box=box)
    ear = ScriptedEar({})
    for number, line in enumerate(lines, start=1):
        ear.events |= said_at(EVERY_FRAMES * number, line)
    face = ListFace()
    stages = Stages(
        clock=clock,
        microphone=ScriptedMicrophone(clock, "r" * FRAMES, RuntimeError),
        buttons=ScriptedButtons(),
        ear=ear,
        emotion=make_emotion(make_registry(settings)),
        dialogue=make_dialogue(settings, clock, None, kept=memory.recall()),
        nurse_call=ListNurseCall([]),
        voice=Voice(ToneSynthesiser(), ListSpeaker(clock), face, clock),
        face=face,
        log=log,
        memory=memory,
    )
    Session(TurnPath(stages, settings=settings, observer=JournalObserver()), stages, heartbeat=NoHeartbeat()).run()
    log.flush()
    print("talked", flush=True)
    if sys.stdin.readline() == "erase\n":
        log.erase(Erasure(why="asked", scopes=(Scope.DIARY, Scope.SUMMARY, Scope.SAFETY)), clock.wall())
        print("erased", flush=True)
        sys.stdin.readline()
    log.close()


if __name__ == "__main__":
    main()
