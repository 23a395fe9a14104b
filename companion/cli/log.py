"""`companion log`: the sealed log, opened with somebody's key: summary, show, verify."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from companion.cli import log_erase
from companion.cli.log_reading import (
    carry_away,
    key_options,
    log_path,
    note_opening,
    opened_records,
    private_key,
    witnesses,
)
from companion.errors import UsageError

if TYPE_CHECKING:
    from privacy.summary import Summary
    from privacy.verify import VerifyReport
    from privacy.witness import Witness

HELP = """The sealed log. 'summary' is what a caregiver needs in 20 seconds, 'show' every record the key
may open, 'verify' checks that nothing was changed, taken out or put in, also without a key. 'erase' makes records
unreadable for everybody, 'purge' those that are older than they are kept. Every opening is noted in the log."""
EXAMPLE = "companion log summary --key /media/usb/rose.key --days 1 --format html --out summary.html"

NOT_BUILT_YET = ("export",)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Sub-commands."""
    actions = parser.add_subparsers(
        title="actions", dest="action", metavar="summary|show|verify|erase|purge", required=True
    )
    summary = actions.add_parser("summary", help="what a caregiver needs in 20 seconds")
    key_options(summary, key_needed=True)
    summary.add_argument("--days", type=_days, metavar="N", help="only the last N days, today included")
    summary.add_argument("--format", choices=("text", "html", "json"), default="text")
    summary.add_argument("--out", type=Path, metavar="FILE", help="write here instead of to the terminal")
    summary.add_argument("--skip-damaged", action="store_true", help="leave altered records out instead of refusing")
    show = actions.add_parser("show", help="every record the key may open")
    key_options(show, key_needed=True)
    show.add_argument("--json", action="store_true", help="one JSON object a line")
    check = actions.add_parser("verify", help="was anything changed, taken out or put in? exit code 1 when so")
    key_options(check, key_needed=False)
    check.add_argument("--witness", type=Path, action="append", metavar="FILE", help="somebody else's sight of it too")
    check.add_argument("--json", action="store_true", help="one JSON object")
    log_erase.arguments(actions)
    for name in NOT_BUILT_YET:
        # No option characters: whatever is asked of it, the answer is one sentence.
        actions.add_parser(name, add_help=False, prefix_chars="\0").add_argument("rest", nargs="*")


def run(options: argparse.Namespace) -> int:
    """Do one action."""
    if options.action in NOT_BUILT_YET:
        raise UsageError(f"'companion log {options.action}' is not built yet; 'companion log --help' lists what is.")
    doing = {"summary": _summary, "show": _show, "verify": _verify, "erase": log_erase.erase, "purge": log_erase.purge}
    return doing[options.action](options)


def _days(word: str) -> int:
    if not word.isdecimal() or not 1 <= int(word) <= 36500:
        raise argparse.ArgumentTypeError("must be a whole number from 1 to 36500")
    return int(word)


def _summary(options: argparse.Namespace) -> int:
    from privacy.files import write_over
    from privacy.summary import summarise

    damaged: list[int] | None = [] if options.skip_damaged else None
    records = opened_records(options, what="summary", days=options.days, since=_since(options.days), damaged=damaged)
    shown = _rendered(summarise(records, damaged=len(damaged or ())), options.format)
    if options.out is None:
        sys.stdout.write(shown)
    else:
        write_over(options.out, shown.encode())
    return 0


def _rendered(summary: Summary, form: str) -> str:
    from privacy.summary import summary_html, summary_json, summary_text

    if form == "json":
        return json.dumps(summary_json(summary)) + "\n"
    return summary_html(summary) if form == "html" else summary_text(summary)


def _show(options: argparse.Namespace) -> int:
    from privacy.printable import printable

    for one in opened_records(options, what="show"):
        at = one.at.isoformat(timespec="milliseconds")
        fields = {"sequence": one.sequence, "at": at, "kind": one.kind, "scope": one.scope, "body": dict(one.body)}
        line = f"{one.sequence:>6}  {at}  {one.scope:<8} {one.kind:<16} {json.dumps(one.body, ensure_ascii=False)}"
        print(json.dumps(fields) if options.json else printable(line))
    return 0


def _verify(options: argparse.Namespace) -> int:
    from privacy.verify import verify
    from privacy.witness import Witness

    path, seen = log_path(options), witnesses(options)
    key = private_key(options) if options.key else None
    if key is not None:
        note_opening(options, key, what="verify")
    report = verify(path, key, witnesses=seen)
    if report.ok and report.latest is not None and key is not None:
        carry_away(options, seen, Witness(report.log_id, report.latest))
    print(json.dumps(_report_json(report)) if options.json else "\n".join(_report_lines(report, seen)))
    return 0 if report.ok else 1


def _report_json(report: VerifyReport) -> dict[str, object]:
    from privacy.format import from_stamp

    latest = report.latest
    checkpoint = latest and {
        "size": latest.size,
        "at": from_stamp(latest.at_ms, latest.offset_min).isoformat(),
        "clock": latest.clock,
        "device": latest.verify_key.hex(),
    }
    problems = [{"kind": one.kind, "sequence": one.sequence} for one in report.problems]
    found = {"ok": report.ok, "records": report.records, "problems": problems}
    return {**found, "erased": report.erased, "checkpoint": checkpoint}


def _report_lines(report: VerifyReport, seen: list[Witness]) -> Iterator[str]:
    erased = f", {report.erased} of them erased" if report.erased else ""
    yield f"{report.records} records{erased}: {'whole' if report.ok else 'NOT whole'}."
    for problem in report.problems:
        yield f"  record {problem.sequence}: {problem.kind.replace('_', ' ')}"
    mine = [one.checkpoint.size for one in seen if one.log_id == report.log_id]
    if mine:
        yield f"Compared with what was seen of it before, up to record {max(mine)}."
    else:
        yield "Not compared with an earlier look: an older copy put in its place would not be noticed."


def _since(days: int | None) -> datetime | None:
    if days is None:
        return None
    first = datetime.now().astimezone().date() - timedelta(days=days - 1)
    return datetime.combine(first, time.min).astimezone()  # with that day's own offset, not today's
