"""Models: only known files load (P11), and an import is whole or nothing."""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
from pathlib import Path

import pytest

from companion.cli import main
from companion.errors import InputError, ModelError
from models.catalogue import HERE, manifest
from models.importing import Import, import_model
from models.registry import LOCK, Registry


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    return Registry(tmp_path / "models")


@pytest.fixture
def vosk_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "stick" / "my-model"
    (folder / "am").mkdir(parents=True)
    (folder / "am" / "final.mdl").write_bytes(b"acoustic")
    (folder / "README").write_bytes(b"about")
    return folder


@pytest.fixture
def voice(tmp_path: Path) -> Path:
    file = tmp_path / "stick" / "en_GB-mine-medium.onnx"
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(b"voice")
    file.with_name(file.name + ".json").write_text(json.dumps({"language": {"family": "en"}}), encoding="utf-8")
    return file


@pytest.fixture
def stick(vosk_folder: Path, voice: Path) -> Path:
    """Two recognisers and a voice."""
    shutil.copytree(vosk_folder, vosk_folder.with_name("second"))
    vosk_folder.rename(vosk_folder.with_name("first"))
    return voice.parent


def test_the_manifest_names_official_files_with_whole_digests_and_pinned_addresses() -> None:
    for entry in manifest().model:
        for file in entry.file:
            assert file.url.startswith("https://")
            assert "/main/" not in file.url
            assert file.sha256 is None or len(bytes.fromhex(file.sha256)) == 32
            assert file.sha256 is None or file.seen >= 1
    assert len({entry.name for entry in manifest().model}) == len(manifest().model)


def test_p11_every_model_that_comes_with_the_program_is_the_one_in_the_manifest() -> None:
    registry = Registry(Path("nowhere"))
    assert manifest().builtin
    for one in manifest().builtin:
        assert registry.builtin(one.name) == HERE / one.path


def test_without_installed_models_there_is_nothing_to_find(registry: Registry) -> None:
    assert registry.installed() == ()
    assert registry.find("asr", "en") is None


def test_p11_an_unknown_model_is_refused_unless_its_owner_vouches_for_it(registry: Registry, vosk_folder: Path) -> None:
    with pytest.raises(ModelError, match="not in the manifest"):
        import_model(registry, Import(source=vosk_folder))
    assert [path.name for path in registry.folder.iterdir()] == [".lock"]
    made = import_model(registry, Import(source=vosk_folder, trust=True))
    assert registry.find("asr", "en") == made.path == registry.folder / "my-model"


def test_a_voice_brings_its_settings_and_its_language(registry: Registry, voice: Path) -> None:
    made = import_model(registry, Import(source=voice, trust=True, language="de"))
    assert (made.job, made.engine, made.language) == ("tts", "piper", "en")
    assert registry.find("tts", "en") == made.path
    assert made.path.with_name(made.path.name + ".json").exists()


@pytest.mark.parametrize("change", ["flip", "add", "remove"])
def test_p11_a_changed_model_does_not_load(registry: Registry, vosk_folder: Path, change: str) -> None:
    made = import_model(registry, Import(source=vosk_folder, trust=True))
    if change == "flip":
        (made.path / "am" / "final.mdl").write_bytes(b"acousticX")
    elif change == "add":
        (made.path / "extra.bin").write_bytes(b"?")
    else:
        (made.path / "README").unlink()
    with pytest.raises(ModelError, match="my-model"):
        registry.find("asr", "en")


def test_a_zip_is_unpacked_and_half_a_zip_leaves_nothing(registry: Registry, vosk_folder: Path) -> None:
    archive = vosk_folder.parent / "my-model.zip"
    with zipfile.ZipFile(archive, "w") as made:
        for file in vosk_folder.rglob("*"):
            made.write(file, file.relative_to(vosk_folder.parent))
    half = archive.with_name("half.zip")
    half.write_bytes(archive.read_bytes()[:100])
    with pytest.raises(InputError, match="not a whole zip"):
        import_model(registry, Import(source=half, trust=True))
    assert [path.name for path in registry.folder.iterdir()] == [".lock"]
    import_model(registry, Import(source=archive, trust=True))
    assert registry.find("asr", "en") is not None


def test_a_zip_cannot_write_outside_its_folder(registry: Registry, tmp_path: Path) -> None:
    archive = tmp_path / "evil.zip"
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("../../escaped.txt", "gotcha")
    with pytest.raises(InputError, match="outside its folder"):
        import_model(registry, Import(source=archive, trust=True))
    assert not (tmp_path / "escaped.txt").exists()


def test_an_official_name_with_other_bytes_is_refused_even_with_trust(registry: Registry, tmp_path: Path) -> None:
    archive = tmp_path / "vosk-model-small-en-us-0.15.zip"
    archive.write_bytes(b"not it")
    with pytest.raises(ModelError, match="not the official one"):
        import_model(registry, Import(source=archive, trust=True))


@pytest.mark.parametrize("source", ["missing", "voice without settings", "empty folder"])
def test_what_is_no_model_is_told_in_one_sentence(registry: Registry, tmp_path: Path, source: str) -> None:
    path = tmp_path / source.replace(" ", "-")
    if source == "voice without settings":
        path = path.with_suffix(".onnx")
        path.write_bytes(b"voice")
    elif source == "empty folder":
        path.mkdir()
    with pytest.raises(InputError):
        import_model(registry, Import(source=path, trust=True))


def test_a_damaged_lock_file_is_named(registry: Registry) -> None:
    registry.folder.mkdir()
    (registry.folder / LOCK).write_text("{", encoding="utf-8")
    with pytest.raises(ModelError, match=r"lock file .* is damaged"):
        registry.installed()


def test_list_and_verify_speak_json(capsys: pytest.CaptureFixture[str], tmp_path: Path, vosk_folder: Path) -> None:
    settings = tmp_path / "settings.toml"
    settings.write_text(f'state_dir = "{tmp_path / "state"}"\n', encoding="utf-8")
    common = ["--settings", str(settings)]
    assert main(["models", *common, "import", str(vosk_folder), "--trust"]) == 0
    assert main(["models", *common, "list", "--json"]) == 0
    rows = {row["name"]: row for row in map(json.loads, capsys.readouterr().out.splitlines())}
    assert rows["my-model"]["installed"] is True
    assert rows["vosk-model-small-en-us-0.15"]["installed"] is False
    assert rows["vosk-model-small-en-us-0.15"]["bytes"] == 41_205_931
    assert main(["models", *common, "verify"]) == 0
    (tmp_path / "state" / "models" / "my-model" / "README").write_bytes(b"changed")
    capsys.readouterr()
    assert main(["models", *common, "verify", "--json"]) == 1
    verdicts = {row["name"]: row["ok"] for row in map(json.loads, capsys.readouterr().out.splitlines())}
    assert verdicts["my-model"] is False


EMBEDDED = '[asr]\nengine = "pocketsphinx"\n[tts]\nengine = "espeak"\n'


@pytest.mark.parametrize(
    ("lines", "changed", "hears", "speaks"),
    [
        ("", "", "first", "en_GB-mine-medium"),
        ("", "first", "PocketSphinx", "en_GB-mine-medium"),
        (EMBEDDED, "", "PocketSphinx", "espeak-ng"),
        ('language = "de"\n', "", "PocketSphinx", "espeak-ng"),
    ],
    ids=["the first of two", "a changed one is not used", "the settings ask for another engine", "another language"],
)
def test_list_shows_which_is_in_use(
    tmp_path: Path, stick: Path, capsys: pytest.CaptureFixture[str], lines: str, changed: str, hears: str, speaks: str
) -> None:
    settings = tmp_path / "settings.toml"
    settings.write_text(f'state_dir = "{tmp_path / "state"}"\n{lines}', encoding="utf-8")
    registry = Registry(tmp_path / "state" / "models")
    for source in sorted(stick.iterdir()):
        if source.suffix != ".json":
            import_model(registry, Import(source=source, trust=True))
    if changed:
        (registry.folder / changed / "README").write_bytes(b"changed")
    assert main(["models", "--settings", str(settings), "list", "--json"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {row["name"] for row in rows if row.get("in_use")} == {hears, speaks} - {"PocketSphinx", "espeak-ng"}
    assert main(["models", "--settings", str(settings), "list"]) == 0
    assert f"{hears} hears and {speaks} speaks" in capsys.readouterr().out


def test_the_digest_is_sha256(registry: Registry, vosk_folder: Path) -> None:
    made = import_model(registry, Import(source=vosk_folder, trust=True))
    assert made.digests["README"] == hashlib.sha256(b"about").hexdigest()
