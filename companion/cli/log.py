"""`companion log`: the sealed log, opened with somebody's key: summary, show, verify."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from companion.cli import settings_of
from companion.cli.keys import read_passphrase
from companion.errors import UsageError

if TYPE_CHECKING:
    from privacy.keys import PrivateKey
    from privacy.summary import Summary

HELP = """The sealed log. 'summary' is what a caregiver needs in 20 seconds, 'show' every record the key
may open, 'verify' checks that nothing was changed, taken out or put in, also without a key."""
EXAMPLE = "companion log summary --key /media/usb/rose.key --days 1 --format html --out summary.html"

NOT_BUILT_YET = ("export", "erase")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Sub-commands."""
    actions = parser.add_subparsers(title="actions", dest="action", metavar="summary|show|verify", required=True)
    summary = actions.add_parser("summary", help="what a caregiver needs in 20 seconds")
    _common(summary, key_needed=True)
    summary.add_argument("--days", type=_days, metavar="N", help="only the last N days, today included")
    summary.add_argument("--format", choices=("text", "html", "json"), default="text")
    summary.add_argument("--out", type=Path, metavar="FILE", help="write here instead of to the terminal")
    summary.add_argument("--skip-damaged", action="store_true", help="leave altered records out instead of refusing")
    show = actions.add_parser("show", help="every record the key may open")
    _common(show, key_needed=True)
    show.add_argument("--json", action="store_true", help="one JSON object a line")
    check = actions.add_parser("verify", help="was anything changed, taken out or put in? exit code 1 when so")
    _common(check, key_needed=False)
    check.add_argument("--json", action="store_true", help="one JSON object")
    for name in NOT_BUILT_YET:
        # No option characters: whatever is asked of it, the answer is one sentence.
        actions.add_parser(name, add_help=False, prefix_chars="\0").add_argument("rest", nargs="*")


def run(options: argparse.Namespace) -> int:
    """Do one action."""
    if options.action in NOT_BUILT_YET:
        raise UsageError(f"'companion log {options.action}' is not built yet; 'companion log --help' lists what is.")
    return {"summary": _summary, "show": _show, "verify": _verify}[options.action](options)


def _common(parser: argparse.ArgumentParser, *, key_needed: bool) -> None:
    parser.add_argument("--key", type=Path, metavar="FILE", required=key_needed, help="the reader's private key")
    parser.add_argument("--passphrase-file", type=Path, metavar="FILE", help="its passphrase, in a file's first line")
    parser.add_argument("--log", type=Path, metavar="FILE", help="the log; default: this device's own")


def _days(word: str) -> int:
    if not word.isdecimal() or not 1 <= int(word) <= 36500:
        raise argparse.ArgumentTypeError("must be a whole number from 1 to 36500")
    return int(word)


def _summary(options: argparse.Namespace) -> int:
    from privacy.files import write_over
    from privacy.reader import read_log
    from privacy.summary import summarise

    damaged: list[int] | None = [] if options.skip_damaged else None
    records = read_log(_log(options), _key(options), since=_since(options.days), damaged=damaged)
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
    from privacy.reader import read_log

    for one in read_log(_log(options), _key(options)):
        at = one.at.isoformat(timespec="milliseconds")
        fields = {"sequence": one.sequence, "at": at, "kind": one.kind, "scope": one.scope, "body": dict(one.body)}
        line = f"{one.sequence:>6}  {at}  {one.scope:<8} {one.kind:<16} {json.dumps(one.body, ensure_ascii=False)}"
        print(json.dumps(fields) if options.json else printable(line))
    return 0


def _verify(options: argparse.Namespace) -> int:
    from privacy.verify import verify

    report = verify(_log(options), _key(options) if options.key else None)
    problems = [{"kind": one.kind, "sequence": one.sequence} for one in report.problems]
    if options.json:
        print(json.dumps({"ok": report.ok, "records": report.records, "problems": problems}))
    else:
        print(f"{report.records} records: {'whole' if report.ok else 'NOT whole'}.")
        for problem in report.problems:
            print(f"  record {problem.sequence}: {problem.kind.replace('_', ' ')}")
    return 0 if report.ok else 1


def _log(options: argparse.Namespace) -> Path:
    given: Path | None = options.log
    return given or settings_of(options).log_path


def _key(options: argparse.Namespace) -> PrivateKey:
    from privacy.keys import read_key_file

    return read_key_file(options.key, read_passphrase(options.passphrase_file, f"Passphrase of {options.key}: "))


def _since(days: int | None) -> datetime | None:
    if days is None:
        return None
    first = datetime.now().astimezone().date() - timedelta(days=days - 1)
    return datetime.combine(first, time.min).astimezone()  # with that day's own offset, not today's
