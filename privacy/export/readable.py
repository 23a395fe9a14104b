"""An export as a page to read: by day, in plain words, without anything from outside."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby

from privacy.export.header import ExportHeader
from privacy.printable import printable
from privacy.reader import OpenedRecord

STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60em;margin:0 auto;padding:1em;color:#1b1b1b;background:#fff}"
    "h1{font-size:1.4em}h2{font-size:1.1em;margin:1.5em 0 .3em;border-bottom:1px solid #888}"
    "table{border-collapse:collapse;width:100%}td{vertical-align:top;padding:.2em .6em .2em 0;overflow-wrap:anywhere}"
    "td:first-child{white-space:nowrap;font-variant-numeric:tabular-nums}.kind{color:#444}"
    "@media (prefers-color-scheme:dark){body{color:#eee;background:#161616}.kind{color:#bbb}}"
)


def readable_page(records: Sequence[OpenedRecord], header: ExportHeader) -> str:
    """A whole HTML page; everything in it is escaped."""
    return "".join(_page(records, header))


def told(record: OpenedRecord) -> str:
    """A record's content on one line: "name: value; name: value"."""
    parts = (
        f"{name.replace('_', ' ')}: {_plain(value)}" for name, value in record.body.items() if value not in ("", None)
    )
    return printable("; ".join(parts))


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _page(records: Sequence[OpenedRecord], header: ExportHeader) -> Iterator[str]:
    yield '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
    yield "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
    yield '<meta name="viewport" content="width=device-width"><title>Export of a sealed log</title>'
    yield f"<style>{STYLE}</style></head><body><h1>Export of a sealed log</h1>"
    yield f"<p>For {escape(printable(header.who))} ({escape(header.role)}), {escape(header.exported_at)}. "
    yield f"{len(records)} records. Not encrypted: keep it where only those may look who should.</p>"
    for day, rows in groupby(records, key=lambda one: one.at.date()):
        yield f"<h2>{day:%A} {day.day} {day:%B} {day.year}</h2><table>"
        for one in rows:
            kind = escape(printable(one.kind.replace("_", " ")))
            yield f'<tr><td>{one.at:%H:%M}</td><td class="kind">{kind}</td><td>{escape(told(one))}</td></tr>'
        yield "</table>"
    yield "</body></html>\n"
