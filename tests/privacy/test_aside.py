"""Setting a damaged log aside, also where the power goes in the middle of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from keeper_kit import House
from log_kit import MORNING, record

from privacy.aside import remove_aside, set_aside


def a_log(folder: Path, content: str) -> Path:
    path = folder / "log.db"
    for ending in ("", "-wal", "-shm"):
        Path(f"{path}{ending}").write_text(content + ending)
    return path


def contents(folder: Path) -> dict[str, str]:
    return {one.name: one.read_text() for one in folder.iterdir()}


def test_it_goes_whole_and_each_has_a_name_of_its_own(tmp_path: Path) -> None:
    for number, content in enumerate(("first", "second"), start=1):
        assert set_aside(a_log(tmp_path, content)).name == f"log.db.damaged-{number}"
    assert contents(tmp_path) == {
        f"log.db.damaged-{number}{ending}": content + ending
        for number, content in ((1, "first"), (2, "second"))
        for ending in ("", "-wal", "-shm")
    }
    remove_aside(tmp_path / "log.db")
    assert contents(tmp_path) == {}


class PowerCutError(BaseException):
    """Nothing after this happens."""


@pytest.mark.parametrize("after", [1, 2])
def test_where_the_power_goes_in_the_middle_the_next_start_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    path, done, rename = a_log(tmp_path, "first"), list[Path](), Path.rename

    def until_the_cut(one: Path, other: Path) -> Path:
        if len(done) == after:
            raise PowerCutError
        done.append(one)
        return rename(one, other)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "rename", until_the_cut)
        with pytest.raises(PowerCutError):
            set_aside(path)
    assert not path.exists(), "nobody opens it without what stands beside it"
    set_aside(path)
    assert contents(tmp_path) == {f"log.db.damaged-1{ending}": f"first{ending}" for ending in ("", "-wal", "-shm")}


def test_a_new_log_is_not_given_what_stood_beside_another(house: House) -> None:
    house.register(house.people.caregiver)
    keeper = house.start()
    keeper.append(record(1), MORNING)
    keeper.flush()
    left = house.place.path.with_name("log.db-wal").read_bytes()
    keeper.close()
    house.place.path.unlink()
    house.place.path.with_name("log.db-wal").write_bytes(left)
    keeper = house.start()
    keeper.append(record(2), MORNING)
    keeper.close()
    assert house.read(house.people.caregiver) == [2]
