"""Exports: what goes in comes out, nobody opens what is not theirs, and stock tools open what is."""

from __future__ import annotations

import contextlib
import io
import json
import os
import pty
import shutil
import subprocess
import zipfile
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pyrage
import pytest
from browser import browsing, chromium
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from companion.errors import InputError, KeyRefused, UsageError
from privacy.export import (
    ExportHeader,
    make_page,
    make_zip,
    open_age,
    open_page,
    read_export,
    read_zip,
    recipients_of,
    seal_age,
    seal_age_with_passphrase,
)
from privacy.export.archive import dump_records
from privacy.reader import OpenedRecord

HEADER = ExportHeader(
    log_id="ab" * 16,
    who="Rose <b>Hill</b>",
    role="caregiver",
    scopes=("summary",),
    exported_at="2026-03-02T09:00:00+01:00",
)
PASSPHRASE = "caf\u00e9 au lait, twice"
QUICK = 1000
AGE, KEYGEN = shutil.which("age") or "", shutil.which("age-keygen") or ""

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
times = st.builds(
    lambda at, offset: at.replace(tzinfo=timezone(timedelta(minutes=offset))),
    st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)),  # noqa: DTZ001
    st.integers(-1439, 1439),
)
record_lists = st.lists(
    st.builds(
        OpenedRecord,
        sequence=st.integers(1, 10**6),
        at=times,
        kind=st.text(max_size=20),
        scope=st.text(max_size=20),
        body=st.dictionaries(st.text(max_size=10), json_values, max_size=4),
    ),
    max_size=6,
)


def some(count: int = 3) -> list[OpenedRecord]:
    at = datetime(2026, 3, 2, 8, 30, tzinfo=timezone(timedelta(hours=1)))
    body = {"question": "Pain just now", "label": "<img src=x onerror=alert(1)>", "value": 2, "touched": True}
    return [
        OpenedRecord(sequence=n, at=at + timedelta(hours=9 * n), kind="measure", scope="summary", body={**body, "n": n})
        for n in range(1, count + 1)
    ]


def page_of(records: list[OpenedRecord]) -> bytes:
    return json.dumps({**json.loads(dump_records(records, HEADER)), "summary": "All was well."}).encode()


@given(records=record_lists)
@settings(max_examples=60, deadline=None)
def test_what_goes_into_an_archive_comes_out(records: list[OpenedRecord]) -> None:
    found = read_zip(make_zip(records, HEADER))
    assert found.records == records
    assert found.header == HEADER


@given(records=record_lists)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_form_reads_back_the_same(records: list[OpenedRecord], tmp_path: Path) -> None:
    key = pyrage.x25519.Identity.generate()
    packed = make_zip(records, HEADER)
    for name, content in {
        "plain.zip": packed,
        "key.age": seal_age(packed, recipients_of([str(key.to_public())])),
        "page.html": make_page(dump_records(records, HEADER), PASSPHRASE, iterations=QUICK),
    }.items():
        path = tmp_path / name
        path.write_bytes(content)
        found = read_export(path, passphrase=lambda: PASSPHRASE, identities=[str(key)])
        assert found.records == records


def test_the_same_records_give_the_same_bytes() -> None:
    assert make_zip(some(), HEADER) == make_zip(some(), HEADER)


def test_the_archive_can_be_read_by_a_person_and_runs_nothing() -> None:
    with zipfile.ZipFile(io.BytesIO(make_zip(some(), HEADER))) as archive:
        assert archive.namelist() == ["README.txt", "records.json", "records.html"]
        page = archive.read("records.html").decode()
        about = archive.read("README.txt").decode()
    assert "NOT encrypted" in about
    assert "Pain just now" in page
    assert "<img" not in page
    assert "<b>Hill" not in page
    assert "default-src 'none'" in page


@pytest.mark.skipif(not (AGE and KEYGEN), reason="Debian's age is not installed here (apt install age)")
def test_stock_age_opens_what_is_sealed_to_its_key(tmp_path: Path) -> None:
    made = subprocess.run([KEYGEN], capture_output=True, text=True, check=True)
    (tmp_path / "key.txt").write_text(made.stdout)
    public = next(line.rpartition(" ")[2] for line in made.stdout.splitlines() if "public key" in line)
    (tmp_path / "out.age").write_bytes(seal_age(make_zip(some(), HEADER), recipients_of([public])))
    done = subprocess.run([AGE, "-d", "-i", "key.txt", "out.age"], cwd=tmp_path, capture_output=True, check=True)
    assert read_zip(done.stdout).records == some()
    found = read_export(tmp_path / "out.age", passphrase=lambda: "", identities=[made.stdout])
    assert found.records == some()


@pytest.mark.skipif(not AGE, reason="Debian's age is not installed here (apt install age)")
def test_debians_age_opens_it_with_the_passphrase_typed_at_a_terminal(tmp_path: Path) -> None:
    packed = make_zip(some(), HEADER)
    (tmp_path / "out.age").write_bytes(seal_age_with_passphrase(packed, PASSPHRASE))
    assert typed_at_a_terminal([AGE, "-d", "-o", "out.zip", "out.age"], PASSPHRASE, tmp_path) == 0
    assert (tmp_path / "out.zip").read_bytes() == packed


def typed_at_a_terminal(command: list[str], passphrase: str, folder: Path) -> int:
    """The exit status of a program that asks for a passphrase."""
    ours, theirs = pty.openpty()
    try:
        with subprocess.Popen(
            command, cwd=folder, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True
        ) as program:
            seen = b""
            while b"passphrase" not in seen:
                seen += os.read(ours, 4096)
            os.write(ours, f"{passphrase}\n".encode())
            return program.wait(timeout=60)
    finally:
        os.close(theirs)
        os.close(ours)


def test_a_passphrase_opens_an_age_file_and_another_does_not() -> None:
    sealed = seal_age_with_passphrase(make_zip(some(1), HEADER), PASSPHRASE)
    assert read_zip(open_age(sealed, passphrase=PASSPHRASE)).records == some(1)
    changed = sealed[:-1] + bytes([sealed[-1] ^ 1])
    sentences = set()
    # Each opening takes seconds, on purpose.
    for content, word in ((sealed, "another"), (changed, PASSPHRASE)):
        with pytest.raises(KeyRefused) as refused:
            open_age(content, passphrase=word)
        sentences.add(str(refused.value))
    assert len(sentences) == 1


@pytest.mark.parametrize("word", ["", "age1", "rose@example.org", "age1pq", "ssh-rsa AAAA", "x" * 5000])
def test_what_is_no_public_key_is_named(word: str) -> None:
    with pytest.raises(UsageError, match="no age or SSH public key") as told:
        recipients_of([word])
    assert len(str(told.value)) < 120


def test_a_sealed_page_opens_with_its_passphrase_however_it_is_typed() -> None:
    page = make_page(page_of(some()), PASSPHRASE, iterations=QUICK)
    assert open_page(page, "cafe\u0301 au lait, twice") == page_of(some())
    assert b"Pain just now" not in page
    with pytest.raises(KeyRefused):
        open_page(page, "another")


def test_a_new_page_costs_a_guesser_what_owasp_asks_for() -> None:
    assert b'\\"iterations\\": 600000' in make_page(b"{}", PASSPHRASE)


@pytest.mark.parametrize("iterations", ["0", "-1", "0.5", "1e3", "true", "null", "[]", "99999999999"])
def test_a_page_that_asks_for_strange_work_is_refused(iterations: str) -> None:
    page = make_page(b"{}", PASSPHRASE, iterations=QUICK)
    strange = page.replace(b'\\"iterations\\": 1000', f'\\"iterations\\": {iterations}'.encode())
    assert strange != page
    with pytest.raises(InputError, match="no sealed page"):
        open_page(strange, PASSPHRASE)


@given(place=st.integers(0, 10**6), bit=st.integers(0, 7))
@settings(max_examples=60, deadline=None)
def test_a_changed_page_opens_to_the_same_or_not_at_all(place: int, bit: int) -> None:
    page = bytearray(make_page(b'{"a": 1}', PASSPHRASE, iterations=QUICK))
    begin = page.index(b'id="sealed">')
    at = begin + place % (page.index(b"</script>", begin) - begin)
    page[at] ^= 1 << bit
    with contextlib.suppress(InputError, KeyRefused):
        assert open_page(bytes(page), PASSPHRASE) == b'{"a": 1}'


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK",
        b"PK\x03\x04" + b"x" * 100,
        b"<html>",
        b"age-encryption.org/v1\n",
        b"\xff" * 300,
        b"{}",
        b"-----BEGIN AGE",
    ],
)
def test_what_is_no_export_is_one_plain_sentence(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "export"
    path.write_bytes(content)
    with pytest.raises((InputError, KeyRefused)) as told:
        read_export(path, passphrase=lambda: PASSPHRASE)
    assert "\n" not in str(told.value)


@given(place=st.integers(0, 10**6), bit=st.integers(0, 7))
@settings(max_examples=200, deadline=None)
def test_a_damaged_archive_reads_the_same_or_is_refused(place: int, bit: int) -> None:
    packed = bytearray(make_zip(some(), HEADER))
    packed[place % len(packed)] ^= 1 << bit
    with contextlib.suppress(InputError):
        assert read_zip(bytes(packed)).records == some()


@pytest.mark.parametrize(
    "records",
    ["5", "[5]", '[{"sequence": "1"}]', '[{"sequence":1,"at":"2026-01-01","kind":"x","scope":"y","body":{}}]'],
)
def test_hostile_records_are_refused(records: str) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        content = json.loads(dump_records([], HEADER))
        archive.writestr("records.json", json.dumps({**content, "records": json.loads(records)}))
    with pytest.raises(InputError, match="not a whole export"):
        read_zip(packed.getvalue())


@pytest.mark.skipif(chromium() is None, reason="Chromium is not installed here (apt install chromium)")
def test_a_browser_opens_the_page_offline_and_closes_it_again(tmp_path: Path) -> None:
    file = tmp_path / "export.html"
    file.write_bytes(make_page(page_of(some()), PASSPHRASE))
    with browsing(tmp_path / "profile") as page:
        page.open(file)
        page.ask("document.getElementById('passphrase').focus()")
        page.type("not the passphrase")
        page.until("document.getElementById('said').textContent.startsWith('That does not open it')")
        assert page.ask("document.getElementById('opened').hidden") is True
        page.ask("document.getElementById('passphrase').value = ''; document.getElementById('passphrase').focus()")
        page.type(PASSPHRASE)
        page.until("!document.getElementById('opened').hidden")
        shown = page.ask("document.body.innerText")
        assert "All was well." in shown
        assert "question: Pain just now" in shown
        assert "<img src=x onerror=alert(1)>" in shown, "as text, never as HTML"
        assert page.ask("document.querySelectorAll('#days img, #about b').length") == 0
        assert page.ask("document.querySelectorAll('#days tr').length") == 3
        assert page.ask("document.getElementById('passphrase').value") == ""
        assert page.ask("document.documentElement.scrollWidth <= innerWidth") is True
        page.ask("document.getElementById('find').value = 'n: 2'")
        page.ask("document.getElementById('find').dispatchEvent(new Event('input'))")
        assert page.ask("document.querySelectorAll('#days tr:not([hidden])').length") == 1
        page.ask("document.getElementById('close').click()")
        assert "Pain" not in page.ask("document.getElementById('opened').textContent")
        assert page.ask("document.getElementById('opened').hidden") is True


@pytest.mark.skipif(chromium() is None, reason="Chromium is not installed here (apt install chromium)")
def test_the_page_lets_nothing_else_run_or_load(tmp_path: Path) -> None:
    file = tmp_path / "export.html"
    content = make_page(page_of(some(1)), PASSPHRASE, iterations=QUICK).decode()
    file.write_text(content.replace("</main>", "</main><script>window.ran = 1</script><img src='other.png'>"))
    with browsing(tmp_path / "profile") as page:
        page.open(file)
        assert page.ask("window.ran") is None


def test_an_export_that_would_cost_gigabytes_to_open_is_refused_before() -> None:
    head = b"age-encryption.org/v1\n-> scrypt bBjlhJVYZeE4aqUdmtRHfw 23\n" + b"A" * 43 + b"\n--- " + b"A" * 43 + b"\n"
    with pytest.raises(KeyRefused, match="8 GB of memory"):
        open_age(head + bytes(64), passphrase="lavender")
