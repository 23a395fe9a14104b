"""An import that is killed at any of its steps leaves a model that loads, or none; and the next one brings it."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from itertools import count
from pathlib import Path

import pytest

from companion.errors import ModelError
from models.importing import Import, import_model
from models.registry import Registry

ROOT = Path(__file__).parents[2]
VICTIM = Path(__file__).with_name("import_victim.py")


@pytest.fixture(params=["first of its name", "another before"])
def before(request: pytest.FixtureRequest, tmp_path: Path) -> Registry:
    registry = Registry(tmp_path / "models")
    if request.param == "another before":
        import_model(registry, Import(source=model(tmp_path / "old", b"old"), trust=True))
    return registry


def model(stick: Path, content: bytes) -> Path:
    folder = stick / "my-model"
    (folder / "am").mkdir(parents=True)
    (folder / "am" / "final.mdl").write_bytes(content)
    return folder


def killed_before_rename(number: int, registry: Registry, source: Path) -> bool:
    words = [sys.executable, str(VICTIM), str(registry.folder), str(source), str(number)]
    ended = subprocess.run(words, cwd=ROOT, check=False, capture_output=True)
    assert ended.returncode in {0, -signal.SIGKILL}, ended.stderr
    return ended.returncode != 0


def test_p11_killed_anywhere_it_leaves_what_loads_and_the_next_import_goes_on(tmp_path: Path, before: Registry) -> None:
    source, start = model(tmp_path / "new", b"new"), tmp_path / "start"
    before.folder.mkdir(exist_ok=True)
    shutil.copytree(before.folder, start)
    for number in count(1):
        shutil.rmtree(before.folder)
        shutil.copytree(start, before.folder)
        if not killed_before_rename(number, before, source):
            break
        assert loads(before)
        import_model(before, Import(source=source, trust=True))
        assert content(before) == b"new"
        assert not list(before.folder.glob(".importing*"))
    assert number >= 4, "it was killed at three places at least"
    assert content(before) == b"new"


def test_killed_twice_it_still_knows_what_is_there(tmp_path: Path) -> None:
    registry = Registry(tmp_path / "models")
    import_model(registry, Import(source=model(tmp_path / "old", b"old"), trust=True))
    for stick in ("second", "third"):
        # Before the model that is there goes aside, and after its lock was written.
        assert killed_before_rename(2, registry, model(tmp_path / stick, stick.encode()))
        assert content(registry) == b"old"
    (one,) = registry.installed()
    assert registry.verify(one).pending is None


def test_p11_only_what_was_there_and_what_was_to_come_are_known(tmp_path: Path) -> None:
    registry = Registry(tmp_path / "models")
    made = import_model(registry, Import(source=model(tmp_path / "old", b"old"), trust=True))
    assert killed_before_rename(2, registry, model(tmp_path / "new", b"new"))
    (made.path / "am" / "final.mdl").write_bytes(b"other")
    with pytest.raises(ModelError, match="not the one that is known"):
        registry.find("asr", "en")


def loads(registry: Registry) -> bool:
    """Whether a start would find nothing to refuse."""
    try:
        registry.find("asr", "en")
    except ModelError:
        return False
    return True


def content(registry: Registry) -> bytes:
    found = registry.find("asr", "en")
    assert found is not None
    return (found / "am" / "final.mdl").read_bytes()
