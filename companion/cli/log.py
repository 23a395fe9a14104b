"""`companion log`: the sealed log, opened with somebody's key: summary, show, verify."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from datetime import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from companion.cli import log_erase, log_export, settings_of
from companion.cli.days import day_count, since
from companion.cli.log_reading import (
    carry_away,
    export_options,
    key_options,
    log_id,
    log_path,
    note_opening,
    opened_export,
    opened_records,
    private_key,
    witnesses,
)
from companion.errors import UsageError

if TYPE_CHECKING:
    from privacy.reader import OpenedRecord
    from privacy.summary import NightHours, Summary
    from privacy.verify import VerifyReport
    from privacy.witness import Witness

HELP = """The sealed log. 'summary' is what a caregiver needs in 20 seconds, 'show' every record the key
may open, 'verify' checks that nothing was changed, taken out or put in, also without a key. 'erase' makes records
unreadable for everybody, 'purge' those that
are older than they are kept, 'export' takes them away, sealed for others. Every opening is noted in the log."""
EXAMPLE = "companion log summary --key /media/usb/rose.key --days 1 --format html --out summary.html"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Sub-commands."""
    actions = parser.add_subparsers(
        title="actions", dest="action", metavar="summary|show|export|verify|erase|purge", required=True
    )
    summary = actions.add_parser("summary", help="what a caregiver needs in 20 seconds")
    key_options(summary, key_needed=False)
    export_options(summary)
    summary.add_argument("--days", type=day_count, metavar="N", help="only the last N days, today included")
    summary.add_argument("--format", choices=("text", "html", "json", "fhir", "spoken"), default="text")
    summary.add_argument("--name", action="store_true", help="say what the resident is called, as the settings have it")
    summary.add_argument("--night", type=_night, metavar="FROM-TO", default="22:00-07:00", help="the resident's night")
    summary.add_argument(
        "--out", type=Path, metavar="FILE", help="write here; replaces an earlier summary, else exit code 4"
    )
    summary.add_argument("--skip-damaged", action="store_true", help="leave altered records out instead of refusing")
    show = actions.add_parser("show", help="every record the key may open")
    key_options(show, key_needed=False)
    export_options(show)
    show.add_argument("--json", action="store_true", help="one JSON object a line")
    check = actions.add_parser("verify", help="was anything changed, taken out or put in? exit code 1 when so")
    key_options(check, key_needed=False)
    check.add_argument("--witness", type=Path, action="append", metavar="FILE", help="somebody else's sight of it too")
    check.add_argument("--json", action="store_true", help="one JSON object")
    log_erase.arguments(actions)
    log_export.arguments(actions)


def run(options: argparse.Namespace) -> int:
    """Do one action."""
    doing = {
        "summary": _summary,
        "show": _show,
        "verify": _verify,
        "erase": log_erase.erase,
        "purge": log_erase.purge,
        "export": log_export.run,
    }
    return doing[options.action](options)


def _summary(options: argparse.Namespace) -> int:
    from privacy.summary import check_place, summarise, write_summary

    if options.out is not None:
        check_place(options.out)  # before anybody types a passphrase, and before the opening is noted
    name = _name(options) if options.name else ""
    damaged: list[int] | None = [] if options.skip_damaged else None
    opened = _opened(options, damaged)
    first = since(options.days)
    shown = summarise(
        opened.records,
        damaged=len(damaged or ()),
        since=first.date() if first else None,
        night=options.night,
        name=name,
        reader=opened.reader,
    )
    rendered = _rendered(shown, options, opened.log_id)
    if options.out is None:
        sys.stdout.write(rendered)
    else:
        write_summary(options.out, rendered.encode())
    return 0


class _Opened(NamedTuple):
    """What a summary is made of."""

    records: list[OpenedRecord]
    """Every one the key opens: what is usual, old calls that wait, and consents lie before the days that are shown."""
    reader: str
    """Whose key it is; empty where it is the resident's own, from whom nothing is kept back."""
    log_id: str


def _opened(options: argparse.Namespace, damaged: list[int] | None) -> _Opened:
    if options.export is not None:
        export = opened_export(options)
        return _Opened(export.records, _reader(export.header.who, export.header.role), export.header.log_id)
    key = None if options.key is None else private_key(options)
    records = opened_records(options, what="summary", days=options.days, damaged=damaged, key=key)
    reader = "" if key is None else _reader(key.recipient.name, key.recipient.role)
    return _Opened(records, reader, log_id(log_path(options)))


def _reader(name: str, role: str) -> str:
    return "" if role == "resident" else name


def _rendered(summary: Summary, options: argparse.Namespace, log_id: str) -> str:
    from privacy.summary import handover, summary_fhir, summary_html, summary_json, summary_text

    if options.format == "fhir":
        return json.dumps(summary_fhir(summary, log_id=log_id)) + "\n"
    if options.format == "json":
        return json.dumps(summary_json(summary)) + "\n"
    if options.format == "spoken":
        return handover(summary) + "\n"
    return summary_html(summary) if options.format == "html" else summary_text(summary)


def _name(options: argparse.Namespace) -> str:
    """From the settings and never from the command line, which every other program can read (P3)."""
    name = settings_of(options).resident.name
    if not name:
        raise UsageError("The settings say no name of the resident; write one under [resident], or leave '--name' out.")
    return name


def _night(word: str) -> NightHours:
    from privacy.summary import NightHours

    begins, _, ends = word.partition("-")
    try:
        hours: NightHours | None = NightHours(time.fromisoformat(begins), time.fromisoformat(ends))
    except ValueError:
        hours = None
    if hours is None or hours.begins.tzinfo or hours.ends.tzinfo:  # local time of the device: a zone has no place here
        raise argparse.ArgumentTypeError("must be two times, such as 22:00-07:00")
    return hours


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
    report = verify(path, witnesses=seen)
    if key is not None:
        # Looked at without the key first: the note of the opening must not stand in the way of what was there.
        note_opening(options, key, what="verify")
        report = report.joined(verify(path, key))
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
    if seen and not mine:
        yield "You have seen another log before: if this is the same device, that one was set aside, or taken away."
    if mine:
        yield f"Compared with what was seen of it before, up to record {max(mine)}."
    else:
        yield "Not compared with an earlier look: an older copy put in its place would not be noticed."
