"""The command line's frame: help, exit codes, and what is not built yet."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path

import pytest

from companion.cli import COMMANDS, NOT_BUILT_YET, main


def test_help_lists_every_command_that_is_there_and_none_that_is_not(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["--help"])
    assert left.value.code == 0
    listed = capsys.readouterr().out
    assert all(command in listed for command in COMMANDS)
    assert not any(f"\n    {command}" in listed for command in NOT_BUILT_YET)


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_has_help_with_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    module = importlib.import_module(f"companion.cli.{command}")
    with pytest.raises(SystemExit) as left:
        main([command, "--help"])
    assert left.value.code == 0
    shown = capsys.readouterr().out
    assert f"example: {module.EXAMPLE}" in shown
    assert module.EXAMPLE.startswith(f"companion {command}")


@pytest.mark.parametrize("command", NOT_BUILT_YET)
def test_what_is_not_built_yet_says_so(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command]) == 2
    assert "not built yet" in capsys.readouterr().err


def test_no_command_is_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "usage: companion" in capsys.readouterr().out


def test_an_unknown_command_is_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["sing"])
    assert left.value.code == 2
    assert "sing" in capsys.readouterr().err


def test_a_broken_settings_file_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "settings.toml"
    file.write_text("[tts]\nwords_per_minute = 1000\n", encoding="utf-8")
    assert main(["say", "hello", "--settings", str(file)]) == 5
    said = capsys.readouterr().err
    assert "tts.words_per_minute" in said
    assert said.count("\n") == 1


def test_help_imports_nothing_heavy() -> None:
    heavy = ("numpy", "onnxruntime", "pygame", "sqlalchemy", "pocketsphinx", "vosk", "transitions", "cryptography")
    code = (
        "import sys\nfrom companion.cli import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.rstrip().endswith("[]")


def test_a_reader_that_has_gone_is_no_error() -> None:
    command = [sys.executable, "-m", "companion", "triage", "I have fallen"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as done:
        assert done.stdout is not None
        assert done.stderr is not None
        done.stdout.close()
        said = done.stderr.read()
    assert (done.returncode, said) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_output_that_goes_to_a_full_disk_is_one_sentence() -> None:
    command = [sys.executable, "-m", "companion", "triage", "I have fallen"]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 4
    assert "no room left" in done.stderr
    assert done.stderr.count("\n") == 1
