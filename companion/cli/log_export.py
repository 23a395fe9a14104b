"""`companion log export`: everything one key may read, sealed for others or as a page that opens itself."""

from __future__ import annotations

import argparse
import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from companion.cli.days import day_count, since
from companion.cli.log_reading import key_options, log_id, log_path, opened_records, private_key
from companion.cli.passphrases import passphrase_twice
from companion.errors import InputError, UsageError

if TYPE_CHECKING:
    from privacy.export import ExportHeader
    from privacy.keys import PrivateKey
    from privacy.reader import OpenedRecord
    from privacy.witness import Witness

FORMS = ("age", "html", "zip")


def arguments(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The sub-command."""
    export = actions.add_parser(
        "export", help="take what the key may read away: sealed, or as a page that opens itself"
    )
    key_options(export, key_needed=True)
    export.add_argument("--to", type=Path, metavar="FILE", required=True, help=".age, .html or .zip; never overwritten")
    export.add_argument("--format", choices=FORMS, help="where the name does not tell")
    export.add_argument("--days", type=day_count, metavar="N", help="only the last N days, today included")
    export.add_argument(
        "--recipient", action="append", metavar="KEY", help="an age or SSH public key to seal to (.age)"
    )
    export.add_argument("--recipients-file", type=Path, metavar="FILE", help="the same, one a line")
    export.add_argument(
        "--export-passphrase-file",
        dest="export_passphrase",
        type=Path,
        metavar="FILE",
        help="the export's own passphrase, in a file's first line; else it is asked for",
    )
    export.add_argument("--plain", action="store_true", help="a .zip is not encrypted; say that this is meant")
    export.add_argument("--skip-damaged", action="store_true", help="leave altered records out instead of refusing")


def run(options: argparse.Namespace) -> int:
    """Write one export."""
    from privacy.files import check_new, write_new
    from privacy.sight import look

    form = _form(options)
    check_new(options.to)  # before anybody is asked for anything
    path, key = log_path(options), private_key(options)
    damaged: list[int] | None = [] if options.skip_damaged else None
    records = opened_records(
        options, what="export", days=options.days, since=since(options.days), damaged=damaged, key=key
    )
    seen = look(path, [], forgiving=options.skip_damaged)
    header = _header(key, log_id=log_id(path), days=options.days)
    content = _sealed(options, form, records, header, seen=seen)
    write_new(options.to, content)
    left = f", {len(damaged)} left out as altered" if damaged else ""
    print(f"{len(records)} {'record is' if len(records) == 1 else 'records are'} in {options.to}{left}.{_OPENS[form]}")
    return 0


_OPENS = {
    "age": " Stock age and rage open it: age -d FILE > export.zip",
    "html": " Any browser opens it, without a network; tell the passphrase another way than the file.",
    "zip": " It is not encrypted: keep it where only those may look who should.",
}


def _form(options: argparse.Namespace) -> str:
    form: str = options.format or options.to.suffix.lstrip(".").lower()
    if form not in FORMS:
        raise UsageError(f"What {options.to} should be is not clear; name it .age, .html or .zip, or give --format.")
    if form == "zip" and not options.plain:
        raise UsageError(
            "A .zip is not encrypted: whoever finds it reads it. Say --plain if that is meant, or name it .age."
        )
    if form != "age" and (options.recipient or options.recipients_file):
        raise UsageError("Only a .age export is sealed to recipients; the others have a passphrase.")
    return form


def _sealed(
    options: argparse.Namespace,
    form: str,
    records: list[OpenedRecord],
    header: ExportHeader,
    *,
    seen: Witness | None,
) -> bytes:
    from privacy import export

    if form == "html":
        return export.make_page(_page_content(records, header), _passphrase(options))
    packed = export.make_zip(records, header, seen=seen)
    if form == "zip":
        return packed
    words = [*(options.recipient or ()), *(_lines(options.recipients_file) if options.recipients_file else ())]
    if words:
        return export.seal_age(packed, export.recipients_of(words))
    return export.seal_age_with_passphrase(packed, _passphrase(options))


def _page_content(records: list[OpenedRecord], header: ExportHeader) -> bytes:
    from privacy.export.archive import dump_records
    from privacy.summary import summarise, summary_text

    content = json.loads(dump_records(records, header))
    return json.dumps({**content, "summary": summary_text(summarise(records))}).encode()


def _header(key: PrivateKey, *, log_id: str, days: int | None) -> ExportHeader:
    from privacy.export import ExportHeader

    return ExportHeader(
        log_id=log_id,
        who=key.recipient.name,
        role=key.recipient.role.value,
        scopes=tuple(scope.value for scope in key.recipient.scopes),
        exported_at=datetime.now().astimezone().isoformat(timespec="seconds"),
        days=days,
    )


def _passphrase(options: argparse.Namespace) -> str:
    return passphrase_twice(
        options.export_passphrase, "A passphrase for the export: ", option="--export-passphrase-file"
    )


def _lines(path: Path) -> list[str]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise InputError(f"The recipients file {path} cannot be read; check its name.") from None
    return [line for line in lines if line.strip() and not line.startswith("#")]
