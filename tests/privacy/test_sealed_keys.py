"""Key pairs, key files and the people registered: private, whole, never overwritten."""

from __future__ import annotations

import base64
import json
import os
import resource
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from companion.errors import InputError, KeyRefused, OutputError
from companion.messages import Scope
from privacy.files import write_over
from privacy.keys import (
    Argon2Cost,
    PrivateKey,
    Recipient,
    Role,
    load_recipient,
    load_recipients,
    load_revoked,
    new_key,
    read_key_file,
    register,
    write_key_file,
)
from privacy.keys.pair import MLKEM_PUBLIC_BYTES

CHEAP = Argon2Cost(memory_kib=64, passes=1, lanes=1)
SETPRIV = shutil.which("setpriv")
WORDS = "correct horse battery"
VECTORS = Path(__file__).parents[1] / "vectors" / "key_file"
INDEX = json.loads((VECTORS / "index.json").read_text(encoding="utf-8"))


@pytest.fixture
def key() -> PrivateKey:
    return new_key(role="caregiver", name="Rose O'Hill \u2665")


@pytest.fixture
def key_file(key: PrivateKey, tmp_path: Path) -> Path:
    path = tmp_path / "rose.key"
    write_key_file(path, key, WORDS, cost=CHEAP)
    return path


def test_a_key_file_brings_the_same_key_back(key: PrivateKey, key_file: Path) -> None:
    again = read_key_file(key_file, WORDS)
    assert again.secret_bytes() == key.secret_bytes()
    assert again.recipient == key.recipient
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    assert key.secret_bytes().hex() not in key_file.read_bytes().hex()


@pytest.mark.parametrize("role", Role)
def test_a_new_key_is_one_root_and_its_file_seals_nothing_else(role: Role, tmp_path: Path) -> None:
    key = new_key(role=role, name="Ren\u00e9e")
    write_key_file(tmp_path / "k", key, WORDS, cost=CHEAP)
    fields = json.loads((tmp_path / "k").read_bytes())
    assert (fields["version"], len(base64.b64decode(fields["sealed"]))) == (3, 32 + 16)
    again = read_key_file(tmp_path / "k", WORDS)
    assert again.root == key.root
    assert again.secret_bytes() == key.secret_bytes()
    assert again.signs == (role is Role.CLINICIAN)


def test_a_role_does_not_change_what_a_root_reads() -> None:
    keys = [PrivateKey.from_root(bytes(32), name="x", role=role, scopes=()) for role in Role]
    assert len({key.key_id for key in keys}) == 1
    assert len({key.secret_bytes()[:96] for key in keys}) == 1


@pytest.mark.parametrize("length", [0, 31, 33, 64, 95, 97, 127, 129])
def test_a_key_of_another_length_is_none(length: int) -> None:
    for make in (PrivateKey, PrivateKey.from_root):
        with pytest.raises(ValueError, match="length"):
            make(bytes(length), name="x", role=Role.CAREGIVER, scopes=())


def test_a_key_shows_no_secret() -> None:
    key = new_key(role="clinician", name="Dr Hill")
    assert key.root is not None
    for shown in (repr(key), str(key), repr(key.recipient)):
        for secret in (key.root, key.secret_bytes()[-32:]):
            assert repr(secret)[2:-1] not in shown
            assert secret.hex() not in shown


def test_a_new_key_file_costs_a_guesser_what_rfc_9106_recommends(key: PrivateKey, tmp_path: Path) -> None:
    write_key_file(tmp_path / "k", key, WORDS)
    cost = json.loads((tmp_path / "k").read_bytes())["argon2id"]
    assert (cost["memory_kib"], cost["passes"], cost["lanes"]) == (64 * 1024, 3, 4)
    assert read_key_file(tmp_path / "k", WORDS).key_id == key.key_id


def test_two_keys_are_never_alike() -> None:
    assert len({new_key(role="resident", name="Edith").key_id for _ in range(5)}) == 5


def test_a_role_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="burglar"):
        new_key(role="burglar", name="Bill")


@pytest.mark.parametrize("role", Role)
def test_p4_only_the_resident_has_the_diary(role: Role) -> None:
    scopes = new_key(role=role, name="x").recipient.scopes
    assert {Scope.SUMMARY, Scope.SAFETY} <= set(scopes)
    assert (Scope.DIARY in scopes) == (Scope.MEMORY in scopes) == (role is Role.RESIDENT)


@pytest.mark.parametrize("words", ["", "correct horse", "Correct horse battery", WORDS + " "])
def test_a_wrong_passphrase_is_refused(key_file: Path, words: str) -> None:
    with pytest.raises(KeyRefused, match="does not open"):
        read_key_file(key_file, words)


def test_nothing_is_overwritten_and_nothing_is_left_behind(key: PrivateKey, key_file: Path) -> None:
    before = key_file.read_bytes()
    with pytest.raises(OutputError, match="already there"):
        write_key_file(key_file, key, "another", cost=CHEAP)
    assert key_file.read_bytes() == before
    assert list(key_file.parent.iterdir()) == [key_file]


def test_a_place_that_cannot_be_written_is_one_plain_sentence(key: PrivateKey, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="cannot be written"):
        write_key_file(tmp_path / "no folder" / "k", key, WORDS, cost=CHEAP)


def test_no_key_file_is_a_wrong_file_name_not_a_wrong_key(tmp_path: Path) -> None:
    for path in (tmp_path / "none.key", tmp_path):
        with pytest.raises(InputError, match="cannot be read"):
            read_key_file(path, WORDS)


@pytest.mark.parametrize(
    "field", ["name", "role", "scopes", "key_id", "argon2id", "nonce", "sealed", "version", "kind"]
)
def test_every_field_of_a_key_file_is_bound(key_file: Path, field: str) -> None:
    fields = json.loads(key_file.read_bytes())
    others = {
        "name": "Mallory",
        "role": "resident",
        "scopes": ["summary", "safety", "diary"],
        "key_id": "00" * 16,
        "argon2id": {**fields["argon2id"], "passes": 2},
        "nonce": "AAAAAAAAAAAAAAAA",
        "sealed": fields["sealed"][4:],
        "version": 1,
        "kind": "recipe",
    }
    for changed in ({**fields, field: others[field]}, {name: value for name, value in fields.items() if name != field}):
        key_file.write_text(json.dumps(changed), encoding="utf-8")
        with pytest.raises(KeyRefused):
            read_key_file(key_file, WORDS)


@pytest.mark.parametrize(
    "cost",
    [
        {"memory_kib": 1 << 40, "passes": 1, "lanes": 1},
        {"memory_kib": 64, "passes": 1 << 30, "lanes": 1},
        {"memory_kib": 1 << 20, "passes": 5, "lanes": 4},
        {"memory_kib": 64, "passes": 1, "lanes": 1000},
        {"memory_kib": 64, "passes": 0, "lanes": 1},
        {"memory_kib": 8, "passes": 1, "lanes": 4},
        {"memory_kib": "64", "passes": 1, "lanes": 1},
    ],
)
def test_a_foreign_key_file_cannot_eat_the_machine(key_file: Path, cost: dict[str, object]) -> None:
    fields = json.loads(key_file.read_bytes())
    fields["argon2id"] |= cost
    key_file.write_text(json.dumps(fields), encoding="utf-8")
    with pytest.raises(KeyRefused):
        read_key_file(key_file, WORDS)


@given(
    content=st.binary(max_size=300)
    | st.recursive(st.none() | st.text(), st.lists).map(lambda v: json.dumps(v).encode())
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_anything_else_is_no_key_and_no_recipient(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "thing.json"
    path.write_bytes(content)
    with pytest.raises(KeyRefused):
        read_key_file(path, WORDS)
    with pytest.raises(InputError):
        load_recipient(path)


HOSTILE = st.recursive(
    st.none() | st.booleans() | st.integers(-(1 << 70), 1 << 70) | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)


@given(
    member=st.sampled_from(["name", "role", "scopes", "key_id", "argon2id", "nonce", "sealed", "kind"]), value=HOSTILE
)
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_hostile_key_file_is_refused_in_one_sentence(member: str, value: object, tmp_path: Path) -> None:
    fields = json.loads((VECTORS / "v3_clinician.key").read_bytes())
    assume(value != fields[member])
    path = tmp_path / "hostile.key"
    path.write_text(json.dumps({**fields, member: value}), encoding="utf-8")
    with pytest.raises(KeyRefused, match="does not open"):
        read_key_file(path, INDEX["passphrase"])


@given(part=st.sampled_from(["memory_kib", "passes", "lanes", "salt"]), value=HOSTILE)
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_hostile_cost_is_refused_in_one_sentence(part: str, value: object, tmp_path: Path) -> None:
    fields = json.loads((VECTORS / "v3_clinician.key").read_bytes())
    assume(value != fields["argon2id"][part])
    fields["argon2id"][part] = value
    path = tmp_path / "hostile.key"
    path.write_text(json.dumps(fields), encoding="utf-8")
    with pytest.raises(KeyRefused, match="does not open"):
        read_key_file(path, INDEX["passphrase"])


def test_registered_people_are_found_again(key: PrivateKey, tmp_path: Path) -> None:
    folder = tmp_path / "state" / "recipients"
    assert load_recipients(folder) == ()
    edith = new_key(role="resident", name="Edith").recipient
    register(folder, key.recipient)
    register(folder, edith)
    assert load_recipients(folder) == (edith, key.recipient)
    with pytest.raises(OutputError, match="already"):
        register(folder, edith)


@pytest.mark.parametrize("field", ["public_key", "key_id", "role", "scopes", "name", "version"])
def test_a_damaged_recipient_is_named_not_passed_over(key: PrivateKey, tmp_path: Path, field: str) -> None:
    path = register(tmp_path, key.recipient)
    fields = json.loads(path.read_bytes())
    path.write_text(json.dumps({**fields, field: "AAAA" if field != "name" else 7}), encoding="utf-8")
    with pytest.raises(InputError, match="register that person again"):
        load_recipients(tmp_path)


def test_a_public_key_of_the_wrong_size_is_no_recipient() -> None:
    with pytest.raises(ValueError, match="length"):
        Recipient(name="x", role=Role.RESIDENT, scopes=(), public_key=b"short")


@pytest.mark.parametrize("name", ["", "   ", "Rose\nHill", "Rose\x1b[31m", "R\udcffse", "\u202eesoR", "x" * 101])
def test_a_name_is_words_on_one_line(key: PrivateKey, tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="name"):
        new_key(role="caregiver", name=name)
    path = register(tmp_path, key.recipient)
    path.write_text(json.dumps({**json.loads(path.read_bytes()), "name": name}), encoding="utf-8")
    with pytest.raises(InputError, match="not a whole recipient file"):
        load_recipient(path)


@pytest.mark.parametrize(
    "name", ["Ros\u00e9 O'Hill \u2665", "\u5c71\u7530", "\u0645\u06cc\u200c\u0646\u0627", "x" * 100]
)
def test_names_of_every_language_are_welcome(name: str, tmp_path: Path) -> None:
    key = new_key(role="caregiver", name=name)
    write_key_file(tmp_path / "k", key, WORDS, cost=CHEAP)
    assert read_key_file(tmp_path / "k", WORDS).recipient.name == name
    assert load_recipient(register(tmp_path, key.recipient)).name == name


@pytest.mark.parametrize("scopes", [["diary"], ["summary", "safety", "memory"], []])
def test_p4_a_public_half_cannot_claim_more_than_its_role(key: PrivateKey, tmp_path: Path, scopes: list[str]) -> None:
    path = register(tmp_path, key.recipient)
    path.write_text(json.dumps({**json.loads(path.read_bytes()), "scopes": scopes}), encoding="utf-8")
    with pytest.raises(InputError, match="not a whole recipient file"):
        load_recipient(path)


def test_a_public_half_nothing_can_be_sealed_to_is_refused(key: PrivateKey, tmp_path: Path) -> None:
    public = key.recipient.public_key[:MLKEM_PUBLIC_BYTES] + bytes(32)  # a point of low order
    with pytest.raises(ValueError, match="shared key"):
        Recipient(name="Rose", role=Role.CAREGIVER, scopes=key.recipient.scopes, public_key=public)


def test_the_same_person_twice_in_the_folder_is_one_person(key: PrivateKey, tmp_path: Path) -> None:
    path = register(tmp_path, key.recipient)
    shutil.copy(path, tmp_path / "a copy.json")
    assert load_recipients(tmp_path) == (key.recipient,)


def test_who_is_registered_already_is_told_so(key: PrivateKey, tmp_path: Path) -> None:
    register(tmp_path, key.recipient)
    with pytest.raises(OutputError, match="registered already"):
        register(tmp_path, key.recipient)


def test_a_file_without_end_is_refused_after_its_first_pages() -> None:
    with pytest.raises(KeyRefused):
        read_key_file(Path("/dev/zero"), WORDS)
    with pytest.raises(InputError):
        load_recipient(Path("/dev/zero"))


def test_a_machine_without_the_memory_says_so(key: PrivateKey, tmp_path: Path) -> None:
    path = tmp_path / "k"
    write_key_file(path, key, WORDS, cost=Argon2Cost(memory_kib=1 << 19, passes=1, lanes=1))
    before = resource.getrlimit(resource.RLIMIT_AS)
    in_use = int(Path("/proc/self/statm").read_text(encoding="utf-8").split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (in_use + (256 << 20), before[1]))
    try:
        with pytest.raises(InputError, match="memory"):
            read_key_file(path, WORDS)
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)


@pytest.mark.parametrize("where", ["", ".", "/"])
def test_what_is_no_file_name_is_one_plain_sentence(key: PrivateKey, where: str) -> None:
    with pytest.raises(OutputError, match="cannot be written"):
        write_key_file(Path(where), key, WORDS, cost=CHEAP)
    with pytest.raises(OutputError, match="cannot be written"):
        write_over(Path(where), b"")


def test_a_device_file_is_never_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(OutputError, match="not a plain file"):
        write_over(pipe, b"summary")
    assert pipe.is_fifo()


def test_folders_made_on_the_way_are_private(key: PrivateKey, tmp_path: Path) -> None:
    register(tmp_path / "state" / "recipients", key.recipient)
    for folder in ("state", "state/recipients"):
        assert stat.S_IMODE((tmp_path / folder).stat().st_mode) == 0o700


def test_a_folder_of_recipients_that_cannot_be_listed_is_not_an_empty_one(tmp_path: Path) -> None:
    in_the_way = tmp_path / "recipients"
    in_the_way.write_text("a file", encoding="utf-8")
    for folder in (in_the_way, tmp_path / ("x" * 300)):
        with pytest.raises(InputError, match="cannot be read"):
            load_recipients(folder)


def test_what_another_system_leaves_beside_a_recipient_is_passed_over(key: PrivateKey, tmp_path: Path) -> None:
    register(tmp_path, key.recipient)
    (tmp_path / "._rose.json").write_bytes(b"\0\5\x16\7")
    assert load_recipients(tmp_path) == (key.recipient,)


def needs_its_own_permissions() -> None:
    if os.geteuid() == 0 and SETPRIV is None:
        pytest.skip("root may read everything, and there is no setpriv to take that away")


def as_somebody_without_rights(*words: str) -> subprocess.CompletedProcess[str]:
    taken = [str(SETPRIV), "--bounding-set", "-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
    command = [*taken, sys.executable, "-m", "companion", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def test_a_closed_folder_is_one_plain_sentence(key: PrivateKey, tmp_path: Path) -> None:
    needs_its_own_permissions()
    settings = tmp_path / "settings.toml"
    settings.write_text(f'state_dir = "{tmp_path / "state"}"\n', encoding="utf-8")
    (tmp_path / "words").write_text(WORDS, encoding="utf-8")
    folder = tmp_path / "state" / "recipients"
    register(folder, key.recipient)
    new = ("new", "--role", "caregiver", "--name", "R", "--out", f"{tmp_path}/k", "--passphrase-file")
    folder.chmod(0)
    asked = [
        (("log", "verify", "--log", f"{folder}/log.db"), 9),
        (("keys", "--settings", str(settings), "list"), 3),
        (("keys", "--settings", str(settings), *new, f"{tmp_path}/words"), 3),
    ]
    for words, code in asked:
        told = as_somebody_without_rights(*words)
        assert (told.returncode, told.stderr.count("\n")) == (code, 1), told.stderr
        assert "Permission denied" in told.stderr
    folder.chmod(0o700)
    assert not (tmp_path / "k").exists(), "a private half nothing is sealed to"


def test_a_folder_that_may_not_be_changed_keeps_its_people_and_says_so(key: PrivateKey, tmp_path: Path) -> None:
    needs_its_own_permissions()
    settings = tmp_path / "settings.toml"
    settings.write_text(f'state_dir = "{tmp_path / "state"}"\n', encoding="utf-8")
    folder = tmp_path / "state" / "recipients"
    register(folder, key.recipient)
    asked = ("keys", "--settings", str(settings), "revoke", key.recipient.name, "--yes")
    for prepare in (lambda: None, (folder / "revoked").mkdir):
        folder.chmod(0o700)
        prepare()
        folder.chmod(0o500)
        told = as_somebody_without_rights(*asked)
        assert (told.returncode, told.stderr.count("\n")) == (4, 1), told.stderr
        assert "Permission denied" in told.stderr
        assert load_recipients(folder) == (key.recipient,)
        assert load_revoked(folder) == ()
    folder.chmod(0o700)
