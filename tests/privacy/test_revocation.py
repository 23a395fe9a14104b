"""Revoking a key: nothing new is sealed to it, its signatures stop counting, and what stays is told."""

from __future__ import annotations

import json
import os
import stat
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from log_kit import MORNING, OpenLog, People

from companion.errors import InputError, LogError, OutputError, UsageError
from companion.messages import Record, Scope
from privacy.keys import Recipient, find_recipient, load_recipients, load_revoked, new_key, register, revoke
from privacy.keys.coverage import days_sealed_to
from privacy.keys.recipients import revoked_file
from privacy.keys.revocation import is_last_signer, only_reader_of, revoked_at
from privacy.signing import load_signers

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
ROSE = new_key(role="caregiver", name="Rose Hill").recipient
OTHER_ROSE = new_key(role="caregiver", name="rose  hill").recipient
HILL = new_key(role="clinician", name="Dr Hill").recipient
EDITH = new_key(role="resident", name="Edith").recipient


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "recipients"
    for one in (ROSE, HILL, EDITH):
        register(folder, one)
    return folder


def test_a_revoked_key_is_kept_where_nobody_seals(folder: Path) -> None:
    path = revoke(folder, ROSE, AT)
    assert path == folder / "revoked" / f"{ROSE.key_id.hex()}.json"
    assert json.loads(path.read_bytes())["revoked"] == "2026-03-02T09:30:00+00:00"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert load_recipients(folder) == (HILL, EDITH)
    assert [(one.recipient, one.at) for one in load_revoked(folder)] == [(ROSE, AT)]
    assert revoked_at(folder, ROSE) == AT
    assert revoked_at(folder, HILL) is None


def test_a_clinicians_signature_stops_counting(folder: Path) -> None:
    assert load_signers(folder).people == (HILL,)
    revoke(folder, HILL, AT)
    assert not load_signers(folder)


def test_the_latest_revocation_is_told_first(folder: Path) -> None:
    revoke(folder, ROSE, AT)
    revoke(folder, HILL, AT + timedelta(days=1))
    assert [one.recipient for one in load_revoked(folder)] == [HILL, ROSE]


def test_every_copy_of_a_file_goes(folder: Path) -> None:
    own = folder / f"{ROSE.key_id.hex()}.json"
    (folder / "copy.json").write_bytes(own.read_bytes())
    (folder / "link.json").symlink_to(own)
    revoke(folder, ROSE, AT)
    assert load_recipients(folder) == (HILL, EDITH)


def test_who_is_not_registered_cannot_be_revoked(folder: Path) -> None:
    revoke(folder, ROSE, AT)
    for one in (ROSE, OTHER_ROSE):
        with pytest.raises(OutputError, match="not registered here"):
            revoke(folder, one, AT)
    with pytest.raises(ValueError, match="time zone"):
        revoke(folder, HILL, AT.replace(tzinfo=None))


def test_a_revoked_key_can_be_registered_again(folder: Path) -> None:
    revoke(folder, ROSE, AT)
    register(folder, ROSE)
    assert ROSE in load_recipients(folder)
    assert load_revoked(folder) == ()
    revoke(folder, ROSE, AT + timedelta(days=9))
    assert revoked_at(folder, ROSE) == AT + timedelta(days=9)


def test_stopped_half_way_the_key_is_still_registered(folder: Path) -> None:
    before = (folder / f"{ROSE.key_id.hex()}.json").read_bytes()
    path = revoke(folder, ROSE, AT)
    (folder / path.name).write_bytes(before)  # as if the power had gone between the two steps
    assert ROSE in load_recipients(folder)
    assert load_revoked(folder) == ()
    revoke(folder, ROSE, AT)
    assert ROSE not in load_recipients(folder)


def test_a_folder_that_cannot_be_changed_leaves_the_key_as_it_was(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, missing_ok: bool = False) -> None:
        if path.parent == folder:
            raise PermissionError(13, "Permission denied")
        os.unlink(path)  # noqa: PTH108

    monkeypatch.setattr(Path, "unlink", refuse)
    with pytest.raises(OutputError, match=r"cannot be changed .Permission denied.; Rose Hill is still registered"):
        revoke(folder, ROSE, AT)
    assert ROSE in load_recipients(folder)
    assert not revoked_file(folder, ROSE.key_id).exists()


@pytest.mark.parametrize("in_the_way", ["link", "file"])
def test_what_lies_in_the_place_of_the_folder_is_told(folder: Path, in_the_way: str, tmp_path: Path) -> None:
    if in_the_way == "link":
        (folder / "revoked").symlink_to(tmp_path)
    else:
        (folder / "revoked").write_text("", encoding="utf-8")
    with pytest.raises(OutputError, match="revoked"):
        revoke(folder, ROSE, AT)
    assert ROSE in load_recipients(folder)


@pytest.mark.parametrize("field", [{"revoked": "yesterday"}, {"revoked": None}, {"revoked": 7}, {"key_id": "00"}])
def test_a_damaged_revocation_is_named(folder: Path, field: dict[str, object]) -> None:
    path = revoke(folder, ROSE, AT)
    path.write_text(json.dumps({**json.loads(path.read_bytes()), **field}), encoding="utf-8")
    with pytest.raises(InputError, match=path.name):
        load_revoked(folder)


@pytest.mark.parametrize("wanted", ["Rose Hill", " rose   HILL", "full", "8", "grouped"])
def test_somebody_is_found_by_name_and_by_key_id(folder: Path, wanted: str) -> None:
    digits = ROSE.key_id.hex()
    by_id = {"full": digits, "8": digits[:8].upper(), "grouped": f"{digits[:4]} {digits[4:8]} {digits[8:12]}"}
    assert find_recipient(folder, by_id.get(wanted, wanted)) == ROSE


@pytest.mark.parametrize("wanted", ["", "Rose", "Hill", "0", "nobody"])
def test_an_unknown_name_gets_the_names_there_are(folder: Path, wanted: str) -> None:
    with pytest.raises(UsageError, match="Dr Hill, clinician") as caught:
        find_recipient(folder, wanted)
    assert ROSE.key_id.hex()[:8] in str(caught.value)


def test_a_name_registered_twice_gets_the_key_ids(folder: Path) -> None:
    register(folder, OTHER_ROSE)
    with pytest.raises(UsageError, match="Several keys") as caught:
        find_recipient(folder, "Rose Hill")
    told = str(caught.value)
    assert ROSE.key_id.hex()[:8] in told
    assert OTHER_ROSE.key_id.hex()[:8] in told
    assert "Dr Hill" not in told
    assert find_recipient(folder, OTHER_ROSE.key_id.hex()) == OTHER_ROSE


def test_who_was_revoked_already_and_where_nobody_is_are_told(folder: Path, tmp_path: Path) -> None:
    revoke(folder, ROSE, AT)
    with pytest.raises(UsageError, match="revoked already, on 2026-03-02"):
        find_recipient(folder, "Rose Hill")
    with pytest.raises(UsageError, match="Nobody is registered"):
        find_recipient(tmp_path / "none", "Rose Hill")


def test_what_nobody_else_reads_is_known(folder: Path) -> None:
    assert only_reader_of((ROSE, HILL, EDITH), ROSE) == ()
    assert only_reader_of((ROSE, HILL, EDITH), EDITH) == (Scope.DIARY, Scope.MEMORY)
    assert only_reader_of((ROSE,), ROSE) == (Scope.SUMMARY, Scope.SAFETY)


def test_the_last_who_signs_is_known() -> None:
    another = new_key(role="clinician", name="Dr New").recipient
    assert is_last_signer((ROSE, HILL), HILL)
    assert not is_last_signer((ROSE, HILL, another), HILL)
    assert not is_last_signer((ROSE,), ROSE)


def test_the_days_a_key_opens_are_told_without_a_key(opened: OpenLog, people: People, log_path: Path) -> None:
    assert days_sealed_to(log_path, people.caregiver.key_id) == ()
    log = opened()
    for day in range(3):
        log.append(Record(kind="measure", scope=Scope.SUMMARY, body={"value": day}), MORNING + timedelta(days=day))
    log.close()
    first: date = MORNING.date()
    covered = days_sealed_to(log_path, people.caregiver.key_id)
    assert covered == tuple(first + timedelta(days=day) for day in range(3))
    assert days_sealed_to(log_path, people.stranger.key_id) == ()


def test_after_a_revocation_nothing_new_is_sealed_to_the_key(folder: Path, opened: OpenLog, log_path: Path) -> None:
    def written(day: int) -> None:
        recipients: tuple[Recipient, ...] = load_recipients(folder)
        log = opened(recipients)
        log.append(Record(kind="measure", scope=Scope.SUMMARY, body={"value": 1}), MORNING + timedelta(days=day))
        log.close()

    written(0)
    revoke(folder, ROSE, AT)
    written(1)
    assert days_sealed_to(log_path, ROSE.key_id) == (MORNING.date(),)
    assert len(days_sealed_to(log_path, HILL.key_id)) == 2


def test_a_log_that_cannot_be_read_is_not_a_log_of_nothing(tmp_path: Path) -> None:
    (tmp_path / "log.db").write_bytes(b"no database at all" * 100)
    with pytest.raises(LogError):
        days_sealed_to(tmp_path / "log.db", ROSE.key_id)
