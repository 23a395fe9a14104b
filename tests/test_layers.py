"""Who may import whom, read from the source: the rule that keeps the stages apart."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
STAGES = ("asr", "emotion", "dialogue", "tts", "face")
SHARED = {
    "companion.messages",
    "companion.ports",
    "companion.errors",
    "companion.settings",
    "companion.audiofile",
    "companion.pinned",
    "companion.own_words",
    "companion.marks",
    "companion.wholefile",
}
COMPOSERS = (
    "companion/app.py",
    "companion/device_log.py",
    "companion/device_prompts.py",
    "companion/device_scripts.py",
    "companion/device_words.py",
    "companion/cli/",
    "companion/demo/",
    "companion/bench/",
)
TRAINING = "models/training/"
"""Trains on the very features that hearing, emotion and triage compute, and on what the benches measure with."""
LEARNED = {
    "companion.asr",
    "companion.emotion",
    "companion.dialogue.triage",
    "companion.bench.hearing_data",
    "companion.bench.turns",
}


def imports_of(path: Path) -> set[str]:
    """Absolute names of our own modules that a file imports, wherever in the file."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports hide who imports whom"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return {name for name in found if name.split(".")[0] in {"companion", "device", "privacy", "models"}}


def sources(folder: str) -> list[Path]:
    files = sorted((ROOT / folder).rglob("*.py"))
    assert files, f"{folder} holds no Python file"
    return files


def within(name: str, package: str) -> bool:
    return name == package or name.startswith(package + ".")


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_imports_only_itself_and_the_shared_vocabulary(stage: str) -> None:
    allowed = SHARED | {f"companion.{stage}"}
    for path in sources(f"companion/{stage}"):
        strangers = {name for name in imports_of(path) if not any(within(name, one) for one in allowed)}
        assert not strangers, f"{path.relative_to(ROOT)} imports {sorted(strangers)}"


@pytest.mark.parametrize("module", ["messages", "ports.py", "errors.py", "settings.py"])
def test_the_vocabulary_imports_nothing_but_itself(module: str) -> None:
    path = ROOT / "companion" / module
    for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
        strangers = {name for name in imports_of(file) if not any(within(name, one) for one in SHARED)}
        assert not strangers, f"{file.relative_to(ROOT)} imports {sorted(strangers)}"


@pytest.mark.parametrize("package", ["device", "privacy", "models"])
def test_hardware_log_and_models_know_no_stage(package: str) -> None:
    allowed = SHARED | {package}
    for path in sources(package):
        where = str(path.relative_to(ROOT))
        known = allowed | (LEARNED if where.startswith(TRAINING) else set())
        strangers = {name for name in imports_of(path) if not any(within(name, one) for one in known)}
        assert not strangers, f"{where} imports {sorted(strangers)}"


def test_only_the_composers_know_hardware_log_and_models() -> None:
    for path in sources("companion"):
        where = str(path.relative_to(ROOT))
        if where.startswith(COMPOSERS):
            continue
        foreign = {name for name in imports_of(path) if name.split(".")[0] != "companion"}
        assert not foreign, f"{where} imports {sorted(foreign)}; only app.py and the command line may"


def test_fakes_are_never_imported_by_the_product() -> None:
    for folder in ("companion", "device", "privacy", "models"):
        for path in sources(folder):
            if path.name == "fake.py":
                continue
            fakes = {name for name in imports_of(path) if ".fake" in name}
            assert not fakes, f"{path.relative_to(ROOT)} imports {sorted(fakes)}: a fake never loads by default"
