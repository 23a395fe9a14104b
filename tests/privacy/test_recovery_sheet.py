"""The recovery sheet: whole, on one page, and read back from its plain form."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

from companion.cli import main
from companion.errors import InputError, OutputError
from privacy.keys import PrivateKey, Role, new_key
from privacy.keys.sheet import COMMANDS, RIGHTS, make_sheet, sheet_html, sheet_text
from privacy.keys.words import read_words, recovery_words

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
MADE = date(2026, 3, 2)
LONGEST = "W" * 100
PAGE = re.compile(rb"/Type\s*/Page\b")


@pytest.fixture(scope="module")
def key() -> PrivateKey:
    return new_key(role="clinician", name="Dr Hill <b>&amp; $name")


class Seen(HTMLParser):
    """What a page shows, and what it would fetch or run."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text: list[str] = []
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href", "srcset", "action")]

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def test_the_page_shows_whose_key_it_is_and_all_its_words(key: PrivateKey) -> None:
    seen = Seen(sheet_html(make_sheet(key, MADE)))
    told = " ".join(seen.text)
    assert [text for text in seen.text if text in recovery_words(key)] == list(recovery_words(key))
    for part in (key.recipient.name, "clinician", "2 March 2026", RIGHTS[Role.CLINICIAN], *COMMANDS.values()):
        assert part in told
    assert key.key_id.hex() in told.replace(" ", "")


@pytest.mark.parametrize("command", COMMANDS.values())
def test_its_commands_are_the_companions_own(command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    program, *words, stick = command.split()
    assert program == "companion" or (ROOT / program).is_file()
    assert main([*words, str(tmp_path / "no stick" / Path(stick).name)]) == OutputError.exit_code
    assert "cannot be written" in capsys.readouterr().err


def test_the_page_fetches_nothing_and_runs_nothing(key: PrivateKey) -> None:
    seen = Seen(sheet_html(make_sheet(key, MADE)))
    assert seen.addresses == []
    assert not {"script", "link", "img", "iframe", "b"} & set(seen.tags)


@pytest.mark.parametrize("role", Role)
def test_the_plain_sheet_is_read_back(role: Role) -> None:
    key = new_key(role=role, name="24 Rose Hill 7")
    text = sheet_text(make_sheet(key, MADE))
    assert read_words(text) == recovery_words(key)
    assert max(map(len, text.splitlines())) <= 78


def test_a_key_of_an_older_kind_has_no_sheet(key: PrivateKey) -> None:
    old = PrivateKey(key.secret_bytes(), name="Dr Hill", role=Role.CLINICIAN, scopes=())
    with pytest.raises(InputError, match="made before recovery sheets were"):
        make_sheet(old, MADE)


def test_a_sheet_in_memory_shows_no_word(key: PrivateKey) -> None:
    shown = repr(make_sheet(key, MADE))
    assert "words" not in shown
    assert not any(f"'{word}'" in shown for word in recovery_words(key))


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here to print with")
@pytest.mark.parametrize("name", ["Rose Hill", LONGEST])
def test_the_sheet_is_one_page_of_paper(name: str, tmp_path: Path) -> None:
    page, pdf = tmp_path / "sheet.html", tmp_path / "sheet.pdf"
    page.write_text(sheet_html(make_sheet(new_key(role="clinician", name=name), MADE)), encoding="utf-8")
    command = [str(CHROMIUM), "--headless=new", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'user'}"]
    command += ["--no-pdf-header-footer", f"--print-to-pdf={pdf}", page.as_uri()]
    subprocess.run(command, capture_output=True, check=True, timeout=60)
    assert len(PAGE.findall(pdf.read_bytes())) == 1
