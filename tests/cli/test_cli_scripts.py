"""`companion scripts sign | install | list | rollback | remove` at the command line."""

from __future__ import annotations

import json
import stat
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from companion.cli import main, scripts
from companion.device_scripts import device_scripts
from companion.dialogue.script import builtin_names
from companion.dialogue.shelf import MOST_KEPT
from companion.settings import Settings
from privacy.keys import Argon2Cost, new_key, register, write_key_file

CHEAP = Argon2Cost(memory_kib=64, passes=1, lanes=1)
TALK = "talk"


def text(version: int = 1, name: str = "pain") -> str:
    return (
        f"id: {name}\nversion: {version}\ntitle: How it hurts\nlanguage: en-GB\nauthor: Dr Hill\n"
        "rights: own wording\nsource: own questions\nreading_level: 2\n"
        "start: last\nstates:\n  last: {say: Good bye., end: true}\n"
    )


@dataclass(frozen=True)
class Bedside:
    """A device, a clinician who is registered on it, and what was printed."""

    folder: Path
    printed: pytest.CaptureFixture[str]

    def scripts(self, *words: str) -> int:
        return main(["scripts", "--settings", str(self.folder / "settings.toml"), *words])

    def sign(self, *words: str, key: str = "hill.key") -> int:
        return self.scripts(
            "sign", "--key", str(self.folder / key), "--passphrase-file", str(self.folder / "passphrase"), *words
        )

    def signed(self, version: int = 1, *, key: str = "hill.key") -> str:
        path = self.folder / f"pain {version}.yaml"
        path.write_text(text(version), encoding="utf-8")
        assert self.sign(str(path), key=key) == 0
        return str(path)

    def listed(self, name: str = "pain") -> list[dict[str, object]]:
        self.printed.readouterr()
        assert self.scripts("list", "--json") == 0
        rows = [json.loads(line) for line in self.printed.readouterr().out.splitlines()]
        return [row for row in rows if row["id"] == name]


@pytest.fixture
def bedside(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Bedside:
    # Three built-in scripts do here: to read them all at every step takes longer than what is tested.
    monkeypatch.setattr("companion.dialogue.library.builtin_names", lambda: ("evening", "morning", TALK))
    (tmp_path / "passphrase").write_text("correct horse battery\n", encoding="utf-8")
    (tmp_path / "settings.toml").write_text(f'state_dir = "{tmp_path / "state"}"\n', encoding="utf-8")
    for file, role, name in (
        ("hill", "clinician", "Dr Hill"),
        ("nobody", "clinician", "Dr No"),
        ("rose", "caregiver", "Rose"),
    ):
        key = new_key(role=role, name=name)
        write_key_file(tmp_path / f"{file}.key", key, "correct horse battery", cost=CHEAP)
        if file != "nobody":
            register(tmp_path / "state" / "recipients", key.recipient)
    return Bedside(tmp_path, capsys)


def test_a_signed_script_is_installed_and_listed(bedside: Bedside) -> None:
    path = bedside.signed()
    assert stat.S_IMODE(Path(f"{path}.sig").stat().st_mode) == 0o644
    assert bedside.scripts("install", path) == 0
    assert "signed by Dr Hill, is installed" in bedside.printed.readouterr().out
    (row,) = bedside.listed()
    wanted = {"version": 1, "origin": "installed", "status": "signed", "signed_by": "Dr Hill", "runs": True}
    assert row | wanted == row
    assert (row["title"], row["language"], row["preview"]) == ("How it hurts", "en-GB", False)
    assert bedside.scripts("list") == 0
    table = bedside.printed.readouterr().out
    assert "signed by Dr Hill on " in table
    assert "Not run: " in table


def test_a_clinician_made_at_the_command_line_signs_and_is_listed(bedside: Bedside) -> None:
    settings, passphrase = str(bedside.folder / "settings.toml"), str(bedside.folder / "passphrase")
    words = ["--role", "clinician", "--name", "Dr Vale", "--out", str(bedside.folder / "vale.key")]
    assert main(["keys", "--settings", settings, "new", *words, "--passphrase-file", passphrase]) == 0
    told = bedside.printed.readouterr().out
    assert main(["keys", "--settings", settings, "list", "--json"]) == 0
    people = {one["name"]: one for one in map(json.loads, bedside.printed.readouterr().out.splitlines())}
    assert people["Rose"]["signing_key_id"] is None
    assert f"Scripts signed by this key ({people['Dr Vale']['signing_key_id']}) run here" in told
    path = bedside.signed(key="vale.key")
    assert json.loads(Path(f"{path}.sig").read_bytes())["key_id"] == people["Dr Vale"]["signing_key_id"]
    assert bedside.scripts("install", path) == 0
    assert bedside.listed()[0]["signed_by"] == "Dr Vale"


def test_p8_an_unsigned_script_is_not_installed(bedside: Bedside) -> None:
    path = bedside.folder / "pain.yaml"
    path.write_text(text(), encoding="utf-8")
    assert bedside.scripts("install", str(path)) == 11
    assert "is not signed" in bedside.printed.readouterr().err
    assert bedside.listed() == []


@pytest.mark.parametrize(("changed", "said"), [("", "script pain was changed"), (".sig", "signature file was changed")])
def test_p8_a_changed_script_or_signature_is_not_installed(bedside: Bedside, changed: str, said: str) -> None:
    path = bedside.signed()
    file = Path(path + changed)
    file.write_bytes(file.read_bytes().replace(b"Hill", b"Bill"))
    assert bedside.scripts("install", path) == 11
    assert said in bedside.printed.readouterr().err
    assert bedside.listed() == []


def test_p8_a_script_signed_by_a_stranger_is_not_installed(bedside: Bedside) -> None:
    assert bedside.scripts("install", bedside.signed(key="nobody.key")) == 11
    assert "no clinician is registered" in bedside.printed.readouterr().err


def test_p8_without_a_registered_clinician_all_runs_as_preview(bedside: Bedside) -> None:
    assert [row["runs"] for row in bedside.listed("morning")] == [False]
    assert bedside.listed(TALK)[0]["runs"]
    for path in (bedside.folder / "state" / "recipients").iterdir():
        path.unlink()
    assert [(row["runs"], row["preview"]) for row in bedside.listed("morning")] == [(True, True)]
    assert bedside.scripts("list") == 0
    assert "Preview: no clinician is registered" in bedside.printed.readouterr().out


def test_p8_a_clinician_who_is_no_longer_registered_signs_nothing(bedside: Bedside) -> None:
    assert bedside.scripts("install", bedside.signed()) == 0
    for path in (bedside.folder / "state" / "recipients").iterdir():
        path.unlink()
    with (bedside.folder / "settings.toml").open("a", encoding="utf-8") as file:
        file.write("[scripts]\nproduction = true\n")
    (row,) = bedside.listed()
    assert (row["status"], row["runs"]) == ("signer_unknown", False)
    assert bedside.listed(TALK)[0]["runs"]


def test_a_script_with_mistakes_is_not_signed(bedside: Bedside) -> None:
    path = bedside.folder / "bad.yaml"
    path.write_text(text().replace("start: last", "start: lost"), encoding="utf-8")
    assert bedside.sign(str(path)) == 5
    assert "there is no state called lost" in bedside.printed.readouterr().err
    assert not path.with_name("bad.yaml.sig").exists()


def test_a_caregivers_key_signs_nothing(bedside: Bedside) -> None:
    path = bedside.folder / "pain.yaml"
    path.write_text(text(), encoding="utf-8")
    assert bedside.sign(str(path), key="rose.key") == 11
    assert "cannot sign" in bedside.printed.readouterr().err
    assert not path.with_name("pain.yaml.sig").exists()


@pytest.mark.parametrize("name", ["builtin", "p" * 101])
def test_an_id_that_names_no_folder_is_not_installed(bedside: Bedside, name: str) -> None:
    path = bedside.folder / "odd.yaml"
    path.write_text(text(name=name), encoding="utf-8")
    assert bedside.sign(str(path)) == (0 if name == "builtin" else 5)
    assert bedside.scripts("install", str(path)) in (3, 11)
    assert bedside.scripts("list") == 0


def test_a_builtin_script_is_signed_for_the_device(bedside: Bedside) -> None:
    assert bedside.sign("--builtin", "morning", "evening") == 0
    for name in ("morning", "evening"):
        (row,) = bedside.listed(name)
        assert (row["status"], row["runs"], row["origin"]) == ("signed", True, "builtin")


@pytest.mark.parametrize(
    "words", [[], ["pain.yaml", "--builtin", "morning"], ["--builtin", "lunch"], ["--builtin", "morning", "--out", "x"]]
)
def test_wrong_use_of_sign_is_told(bedside: Bedside, words: list[str]) -> None:
    assert bedside.sign(*words) == 2
    assert bedside.printed.readouterr().err.count("\n") == 1


def test_the_signature_does_not_go_over_the_script(bedside: Bedside) -> None:
    path = bedside.folder / "pain.yaml"
    path.write_text(text(), encoding="utf-8")
    assert bedside.sign(str(path), "--out", str(path)) == 2
    assert path.read_text(encoding="utf-8") == text()
    assert bedside.sign(str(path), "--out", str(bedside.folder / "elsewhere")) == 0
    assert bedside.scripts("install", str(path), "--signature", str(bedside.folder / "elsewhere")) == 0


def test_the_same_again_changes_nothing_and_an_older_one_is_refused(bedside: Bedside) -> None:
    first, second = bedside.signed(1), bedside.signed(2)
    assert bedside.scripts("install", second) == 0
    assert bedside.scripts("install", second) == 0
    assert "nothing was changed" in bedside.printed.readouterr().out
    assert bedside.scripts("install", first) == 5
    assert "is not newer" in bedside.printed.readouterr().err


def test_another_script_under_a_version_that_is_installed_is_refused(bedside: Bedside) -> None:
    assert bedside.scripts("install", bedside.signed()) == 0
    path = bedside.folder / "pain 1.yaml"
    path.write_text(text().replace("Good bye", "So long"), encoding="utf-8")
    assert bedside.sign(str(path)) == 0
    assert bedside.scripts("install", str(path)) == 5
    assert "Raise its version" in bedside.printed.readouterr().err


def test_a_damaged_copy_is_put_right_by_installing_again(bedside: Bedside) -> None:
    path = bedside.signed()
    assert bedside.scripts("install", path) == 0
    copy = bedside.folder / "state" / "scripts" / "pain" / "1" / "script.yaml"
    copy.write_bytes(copy.read_bytes() + b"# a visitor's remark\n")
    (row,) = bedside.listed()
    assert (row["status"], row["runs"]) == ("script_altered", False)
    assert bedside.scripts("list") == 0
    assert "changed since signing" in bedside.printed.readouterr().out
    assert bedside.scripts("install", path) == 0
    assert bedside.listed()[0]["runs"]


def test_a_script_can_be_signed_anew_by_another_clinician(bedside: Bedside) -> None:
    path = bedside.signed()
    assert bedside.scripts("install", path) == 0
    new = new_key(role="clinician", name="Dr New")
    write_key_file(bedside.folder / "new.key", new, "correct horse battery", cost=CHEAP)
    register(bedside.folder / "state" / "recipients", new.recipient)
    assert bedside.sign(path, key="new.key") == 0
    assert bedside.scripts("install", path) == 0
    assert bedside.listed()[0]["signed_by"] == "Dr New"


def test_rollback_goes_back_and_forth(bedside: Bedside) -> None:
    paths = [bedside.signed(version) for version in (1, 2, 3, 4)]
    for path in paths:
        assert bedside.scripts("install", path) == 0
    assert bedside.listed()[0]["previous"] == [2, 3]
    assert bedside.scripts("rollback", "pain") == 0
    (row,) = bedside.listed()
    assert (row["version"], row["previous"], row["runs"]) == (3, [2, 4], True)
    assert bedside.scripts("rollback", "pain") == 0
    assert bedside.scripts("rollback", "pain") == 3
    assert "nothing before version 2" in bedside.printed.readouterr().err
    assert bedside.scripts("rollback", "pain", "--to", "1") == 3
    assert "kept are: 2, 3 and 4" in bedside.printed.readouterr().err
    assert bedside.scripts("install", paths[3]) == 5
    assert "--again" in bedside.printed.readouterr().err
    assert bedside.scripts("install", paths[3], "--again") == 0
    assert bedside.listed()[0]["version"] == 4


@pytest.mark.parametrize(("file", "code"), [("script.yaml", 11), ("script.yaml.sig", 11), (None, 5)])
def test_p8_rollback_does_not_go_back_to_a_damaged_version(bedside: Bedside, file: str | None, code: int) -> None:
    for version in (1, 2):
        assert bedside.scripts("install", bedside.signed(version)) == 0
    home = bedside.folder / "state" / "scripts" / "pain" / "1"
    if file is None:
        (home / "script.yaml").unlink()
    else:
        (home / file).write_bytes((home / file).read_bytes().replace(b"Hill", b"Bill"))
    assert bedside.scripts("rollback", "pain") == code
    assert bedside.listed()[0]["version"] == 2


def test_remove_takes_every_version_off(bedside: Bedside) -> None:
    for version in (1, 2):
        assert bedside.scripts("install", bedside.signed(version)) == 0
    assert bedside.scripts("remove", "pain") == 0
    assert bedside.listed() == []
    for verb in ("remove", "rollback"):
        assert bedside.scripts(verb, "pain") == 2
        assert "No script called pain is installed" in bedside.printed.readouterr().err


def test_a_damaged_recipient_is_told_and_silences_nobody_else(bedside: Bedside) -> None:
    assert bedside.scripts("install", bedside.signed()) == 0
    (bedside.folder / "state" / "recipients" / "x.json").write_text("{", encoding="utf-8")
    assert bedside.listed()[0]["runs"]
    assert bedside.scripts("list") == 0
    assert "x.json is not a whole recipient file" in bedside.printed.readouterr().out


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    work=st.lists(
        st.one_of(
            st.tuples(st.just("install"), st.integers(1, 6)),
            st.tuples(st.just("rollback"), st.integers(1, 6)),
            st.tuples(st.just("remove"), st.none()),
        ),
        min_size=3,
        max_size=10,
    )
)
def test_p8_whatever_the_order_what_is_installed_is_signed(
    bedside: Bedside, work: list[tuple[str, int | None]]
) -> None:
    state = bedside.folder / "state"
    device = device_scripts(Settings(state_dir=state))
    device.shelf.remove("pain")
    paths = {version: str(bedside.folder / f"pain {version}.yaml") for version in range(1, 7)}
    if not Path(paths[6]).exists():
        for version in paths:
            bedside.signed(version)
    for verb, which in work:
        words = {"install": [paths[which or 1]], "rollback": ["pain", "--to", str(which)], "remove": ["pain"]}
        bedside.scripts(verb, *words[verb])
        kept = device.shelf.kept("pain")
        assert len(set(kept)) == len(kept) <= MOST_KEPT
        for version in kept:
            signed = device.library.installed("pain", version).signed_by
            assert signed is not None
            assert signed.version == version


def test_every_verb_that_is_there_has_help_with_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    for verb in ("sign", "install", "rollback", "remove", "list"):
        with pytest.raises(SystemExit) as left:
            main(["scripts", verb, "--help"])
        assert left.value.code == 0
        assert f"example: companion scripts {verb}" in capsys.readouterr().out


def test_a_verb_that_is_not_there_is_not_offered(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(scripts.VERBS, "dream", "not built")
    with pytest.raises(SystemExit):
        main(["scripts", "--help"])
    assert "dream" not in capsys.readouterr().out
    with pytest.raises(SystemExit) as left:
        main(["scripts", "dream"])
    assert left.value.code == 2


def test_the_list_names_every_builtin_script(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "settings.toml").write_text(f'state_dir = "{tmp_path / "state"}"\n', encoding="utf-8")
    assert main(["scripts", "--settings", str(tmp_path / "settings.toml"), "list", "--json"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row["id"] for row in rows] == sorted(builtin_names())
    assert all(row["runs"] and row["preview"] and row["status"] == "unsigned" for row in rows)
    assert not (tmp_path / "state").exists()
