"""How often the television, babble and read speech start a turn, and how often a real one beside them is missed.

    python -m companion.bench.falsestarts [--part dev|test] [--cache FOLDER] [--what tv|asked|missed|name] [--json]

tv: starts an hour, and wakes by name, in every mode. asked: of questions put while nobody answers, how many the
television answers. missed: what residents say, alone, softly and beside the television, and nobody heeds. name: calls
missed, and wakes by what only sounds like its name. Ear, attention and dialogue are the device's own. The television is
decoded once, as loud as the resident: what is softer is judged by its own level, and recognised as well as if it were
loud. Only counts are printed.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
from platformdirs import user_cache_path

from companion.bench.falsestarts_hear import Listener
from companion.bench.falsestarts_names import names
from companion.bench.falsestarts_replay import MET_S, Answered, Bedside, answers
from companion.bench.falsestarts_sounds import Said, beside, louder, met, resident, television
from companion.bench.figures import Figures
from companion.bench.hearing_data import Part
from companion.errors import CompanionError
from companion.messages import SAMPLE_RATE_HZ, AnswerKind, Expectation, Samples, Utterance
from companion.settings import AsrSettings

MODES = ("open", "follow_up", "name", "touch")
SOFTER_DB = (0, 6, 12)
QUESTIONS = (AnswerKind.YES_NO, AnswerKind.SCALE, AnswerKind.TIME, AnswerKind.MEDICINE)
ASKED_EVERY_S = 30.0
ASKED_MINUTES = 3.0
"""Of the talk and of the film, for each kind of question."""
PRIMED_S = 120.0
"""The television has been running for so long when the resident speaks."""
_NAME = AsrSettings().name


GROUPS = {"request": (AnswerKind.NONE,), "talk": (AnswerKind.FREE,), "answer": QUESTIONS}


@dataclass(frozen=True, slots=True)
class Air:
    """How the resident is heard."""

    softer_db: float
    tv_db: float | None = None
    """The television against the resident's usual level; None: it is off."""


AIRS = {"near": Air(0.0), "soft": Air(8.0), "tv -12 dB": Air(0.0, -12.0), "tv -6 dB": Air(0.0, -6.0)}


@dataclass(frozen=True, kw_only=True)
class Bench:
    """What every part of it needs."""

    data: Path
    part: Part
    minutes: float
    listener: Listener

    def named(self, kind: AnswerKind) -> Expectation:
        """What is listened for: the answers to such a question, and the name."""
        from companion.asr.attention import Attention
        from companion.bench.turns.sayings import expectation_for

        expectation = expectation_for(kind)
        phrases = (*expectation.phrases, *Attention(AsrSettings(mode="name")).phrases)
        return replace(expectation, phrases=phrases)

    def stretches(self) -> Iterator[tuple[str, Samples]]:
        """The television, at the resident's level."""
        return television(self.data, self.part, self.minutes)

    @cached_property
    def near(self) -> tuple[Samples, ...]:
        """The resident's voice, as it was learned."""
        return met(self.data, self.part)


def starts(bench: Bench) -> Iterator[Figures]:
    """False starts an hour, by stretch, level and mode."""
    for name, sound in bench.stretches():
        heard = bench.listener.hear(sound, bench.named(AnswerKind.FREE))
        hours = len(sound) / SAMPLE_RATE_HZ / 3600
        for softer_db in SOFTER_DB:
            for mode in MODES:
                bedside = Bedside(mode, near=bench.near)
                until_s = MET_S + hours * 3600
                answered = bedside.hear([at(one, MET_S, -softer_db) for one in heard], until_s=until_s)
                yield {
                    "sound": name,
                    "softer_db": softer_db,
                    "mode": mode,
                    "minutes": round(hours * 60, 1),
                    "heard": len(heard),
                    "answered": len(answered),
                    "answered_per_hour": round(len(answered) / hours, 1),
                    "aloud": sum(one.said for one in answered),
                    "red_flags": sum(one.urgent for one in answered),
                    "names": sum(called(one) for one in answered),
                }


def questions(bench: Bench) -> Iterator[Figures]:
    """Of questions that nobody answers, the share that the television does."""
    for name, sound in bench.stretches():
        excerpt = sound[: round(ASKED_MINUTES * 60 * SAMPLE_RATE_HZ)]
        for kind in QUESTIONS:
            expectation = bench.named(kind)
            heard = bench.listener.hear(excerpt, expectation)
            for softer_db in SOFTER_DB:
                bedside = Bedside("open", near=bench.near, asked=expectation)
                asked, taken, answered = _quiz(bedside, heard, expectation, softer_db, len(excerpt) / SAMPLE_RATE_HZ)
                yield {
                    "sound": name,
                    "softer_db": softer_db,
                    "question": kind.value,
                    "asked": asked,
                    "taken": taken,
                    "asked_back": answered - taken,
                    "taken_per_hour": round(taken * 3600 / (asked * ASKED_EVERY_S), 1),
                }


def _quiz(
    bedside: Bedside, heard: Sequence[Utterance], expectation: Expectation, softer_db: float, seconds: float
) -> tuple[int, int, int]:
    """Questions put, those the television answered, and everything that was answered to it."""
    asked = taken = answered = 0
    for start_s in np.arange(0, seconds - ASKED_EVERY_S + 1, ASKED_EVERY_S):
        asked += 1
        bedside.ask(expectation)
        mine = [one for one in heard if start_s <= one.started_s < start_s + ASKED_EVERY_S]
        until_s = MET_S + start_s + ASKED_EVERY_S
        replies = bedside.hear([at(one, MET_S, -softer_db) for one in mine], until_s=until_s)
        taken += any(one.taken for one in replies)
        answered += len(replies)
    return asked, taken, answered


def missed(bench: Bench) -> Iterator[Figures]:
    """Real turns that nobody heeds, and those heeded in their right meaning, by condition and mode."""
    talk = next(bench.stretches())[1]
    for condition, air in AIRS.items():
        for mode in MODES:
            said = tuple(resident(bench.data, bench.part, called=_NAME if mode == "name" else ""))
            for group, kinds in GROUPS.items():
                tried = [one for kind in kinds for one in _tried(bench, mode, air, talk, _of(said, kind))]
                if tried:
                    yield {
                        "condition": condition,
                        "mode": mode,
                        "said": group,
                        "turns": len(tried),
                        "missed": sum(not heeded for heeded, _ in tried),
                        "right": sum(right for _, right in tried),
                    }


def _of(said: Sequence[Said], kind: AnswerKind) -> tuple[Said, ...]:
    return tuple(one for one in said if one.kind is kind)


def _tried(bench: Bench, mode: str, air: Air, talk: Samples, said: Sequence[Said]) -> Iterator[tuple[bool, bool]]:
    """Of each thing said, whether it was heeded, and whether with the right meaning."""
    if not said:
        return
    asks = said[0].kind in QUESTIONS
    expectation = bench.named(said[0].kind if asks else AnswerKind.FREE)
    primed = bench.listener.hear(talk, bench.named(AnswerKind.FREE)) if air.tv_db is not None else ()
    before = [at(one, MET_S, air.tv_db or 0.0) for one in primed if one.decided_s < PRIMED_S]
    sound, spells = beside(said, talk, softer_db=air.softer_db, tv_db=air.tv_db)
    heard = bench.listener.hear(sound, expectation, others_talk=air.tv_db is not None)
    for one, spell in zip(said, spells, strict=True):
        bedside = Bedside(mode, near=bench.near)
        bedside.hear(before, until_s=MET_S + PRIMED_S)
        if asks:
            bedside.ask(expectation)
        elif mode in {"follow_up", "touch"}:
            bedside.heeding.touched()
        start_s = MET_S + PRIMED_S + 0.2 - spell.starts_s
        mine = [at(other, start_s, 0.0) for other in heard if spell.starts_s <= other.ended_s < spell.over_s]
        begins_s, ends_s = start_s + spell.begins_s, start_s + spell.ends_s
        replies = [
            reply
            for reply in bedside.hear(mine, until_s=start_s + spell.over_s + 3)
            if reply.utterance.started_s < ends_s and reply.utterance.ended_s > begins_s
        ]
        yield bool(replies), any(_right(reply, one) for reply in replies)


def _right(answered: Answered, said: Said) -> bool:
    from companion.dialogue.commands import command_in
    from companion.dialogue.understand import understand

    text = answered.utterance.transcript.text
    if said.kind is AnswerKind.NONE:
        return command_in(text) == command_in(said.text)
    if said.kind is AnswerKind.FREE:
        return True
    return answers(text, said.kind) and understand(text, said.kind).value == understand(said.text, said.kind).value


def at(utterance: Utterance, start_s: float, louder_db: float) -> Utterance:
    """The utterance so much later, and so much louder."""
    return replace(
        utterance,
        started_s=utterance.started_s + start_s,
        ended_s=utterance.ended_s + start_s,
        decided_s=utterance.decided_s + start_s,
        samples=louder(utterance.samples, louder_db),
    )


def called(answered: Answered) -> bool:
    """Whether its words call the device by its name."""
    from companion.asr.attention import Attention

    return Attention(AsrSettings()).called(answered.utterance.transcript)


def name(bench: Bench) -> Iterator[Figures]:
    """How well it hears its name."""
    return names(bench.data, bench.part, bench.listener)


TABLES = {"tv": starts, "asked": questions, "missed": missed, "name": name}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run as a program; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m companion.bench.falsestarts", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--part", choices=[part.value for part in Part], default=Part.DEV.value)
    parser.add_argument("--what", choices=list(TABLES), action="append", help="which tables; all as it stands")
    parser.add_argument("--minutes", type=float, default=14.0, help="of talk, and of film")
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("COMPANION_DATA", "../shared/data")))
    parser.add_argument(
        "--cache", type=Path, default=user_cache_path("companion") / "falsestarts", help="decodes are kept here"
    )
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    listener = Listener(options.cache)
    bench = Bench(data=options.data, part=Part(options.part), minutes=options.minutes, listener=listener)
    try:
        for table in options.what or TABLES:
            for row in TABLES[table](bench):
                text = "  ".join(f"{key} {value}" for key, value in row.items())
                print(json.dumps({"table": table, **row}) if options.json else text, flush=True)
    except CompanionError as error:
        print(f"falsestarts: {error}", file=sys.stderr)
        return error.exit_code
    finally:
        listener.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
