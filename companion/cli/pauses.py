"""`companion pauses`: what the ear has learned of the resident's pauses, and how to take it back."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from companion.cli import settings_of
from companion.messages import AnswerKind

if TYPE_CHECKING:
    from companion.asr.patience import Patience
    from companion.settings import AsrSettings

HELP = """How long the resident pauses in mid-sentence, learned for each kind of question while they talk, and how
long the device waits for that before it takes its turn. 'reset' begins anew, also while the companion
runs; to set the waiting by hand give 'patience' or 'takes_time' under [asr] in the settings."""
EXAMPLE = "companion pauses show"
KINDS = [kind.value for kind in AnswerKind if kind is not AnswerKind.NONE]


@dataclass(frozen=True, slots=True)
class Row:
    """One kind of question."""

    kind: str
    pauses: int
    """Heard and kept; more than ten are kept as ten."""
    pause_s: float
    """Their average, the newest counting most."""
    factor: float
    """What the waits are multiplied by."""
    finished_s: float
    """Silence that ends the turn after what sounds finished."""
    unfinished_s: float
    """The same after what breaks off in mid-sentence."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Sub-commands."""
    actions = parser.add_subparsers(title="actions", dest="action", metavar="show|reset", required=True)
    show = actions.add_parser("show", help="what was learned, and the waiting that follows from it")
    show.add_argument("--json", action="store_true", help="one JSON object a line, one for each kind of question")
    reset = actions.add_parser("reset", help="forget what was learned")
    only = f"only what was learned in these kinds of question: {', '.join(KINDS)}"
    reset.add_argument("--kind", nargs="+", choices=KINDS, metavar="KIND", help=only)


def run(options: argparse.Namespace) -> int:
    """Do one action."""
    return _reset(options) if options.action == "reset" else _show(options)


def rows(patience: Patience, asr: AsrSettings) -> list[Row]:
    """A row for each kind of question that something is known of."""
    from companion.asr.endpoint import MOST_S

    return [
        Row(
            kind=kind.value,
            pauses=known.count,
            pause_s=round(known.mean_s, 2),
            factor=round(patience.factor(kind), 2),
            finished_s=round(min(MOST_S, patience.factor(kind) * asr.hold_finished_s), 2),
            unfinished_s=round(min(MOST_S, patience.factor(kind) * asr.hold_unfinished_s), 2),
        )
        for kind, known in sorted(patience.learned.items())
    ]


def _show(options: argparse.Namespace) -> int:
    from companion.asr.patience import Patience
    from companion.pauses import PauseFile

    settings = settings_of(options)
    asr = settings.asr
    learned = PauseFile(settings.pauses_path).read()
    table = rows(Patience(learned, fixed=asr.patience, takes_time=asr.takes_time), asr)
    for row in table:
        print(json.dumps(asdict(row)) if options.json else _line(row))
    if not options.json and (remark := _remark(asr, known=bool(table))):
        print(remark)
    return 0


def _line(row: Row) -> str:
    return (
        f"{row.kind:<8}  {_pauses(row.pauses):<18} of {row.pause_s:.2f} s:  waits {row.finished_s:.2f} s after a "
        f"sentence, {row.unfinished_s:.2f} s in one (times {row.factor:.2f})"
    )


def _pauses(number: int) -> str:
    from companion.pauses import ENOUGH

    if number >= ENOUGH:
        return f"{ENOUGH} pauses or more"
    return "1 pause" if number == 1 else f"{number} pauses"


def _remark(asr: AsrSettings, *, known: bool) -> str:
    if asr.patience is not None:
        return f"What is learned changes nothing: the settings say patience = {asr.patience:g} under [asr]."
    if asr.takes_time:
        return "The settings say takes_time under [asr]: every wait is at least twice as long."
    return "" if known else "Nothing is learned yet: everybody is waited for as most people need."


def _reset(options: argparse.Namespace) -> int:
    from companion.pauses import PauseFile

    file = PauseFile(settings_of(options).pauses_path)
    if not options.kind:
        file.reset()
        print("Nothing is known of the resident's pauses any more.")
        return 0
    gone = {AnswerKind(kind) for kind in options.kind}
    learned = file.read()
    if gone & learned.keys():
        file.write({kind: known for kind, known in learned.items() if kind not in gone})
    print(f"Nothing is known any more of the pauses in: {', '.join(sorted(gone))}.")
    return 0
