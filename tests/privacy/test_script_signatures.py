"""Script signatures: a clinician's key signs, one changed byte is found, and old key files stay what they were."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companion.errors import KeyRefused, SignatureProblem, SignatureRefused
from companion.messages import Scope
from privacy.keys import (
    Argon2Cost,
    PrivateKey,
    Recipient,
    Role,
    load_recipient,
    new_key,
    read_key_file,
    register,
    save_recipient,
    write_key_file,
)
from privacy.signing import ScriptVerifier, fingerprint, load_signers, sign_script, signature_path

CHEAP = Argon2Cost(memory_kib=64, passes=1, lanes=1)
WORDS = "correct horse battery"
SCRIPT = "id: knee\nversion: 7\ntitle: Knee – été\n".encode()
AT = datetime(2026, 3, 2, 23, 58, 1, 999, tzinfo=timezone(timedelta(hours=1)))
HILL = new_key(role="clinician", name="Dr Hill")
SIGNATURE = sign_script(SCRIPT, HILL, script="knee", version=7, at=AT)
KNOWS_HILL = ScriptVerifier((HILL.recipient,))

VECTORS = Path(__file__).parents[1] / "vectors" / "script_signature"
SIGNER: dict[str, str] = json.loads((VECTORS / "signer.json").read_text(encoding="utf-8"))
BROKEN: list[dict[str, str]] = json.loads((VECTORS / "broken.json").read_text(encoding="utf-8"))
SECOND_READER = Path(__file__).with_name("independent_verifier.py")


@pytest.fixture
def golden() -> ScriptVerifier:
    known = Recipient(
        name="As registered",
        role=Role.CLINICIAN,
        scopes=(Scope.SUMMARY,),
        public_key=HILL.recipient.public_key,
        verify_key=bytes.fromhex(SIGNER["verify_key"]),
    )
    return ScriptVerifier((known,))


def second_reader(script: Path, signature: Path, *known: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", str(SECOND_READER), str(script), str(signature), *known]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)


def test_a_script_is_signed_by_whom_it_says() -> None:
    found = KNOWS_HILL.verify(SCRIPT, SIGNATURE)
    assert (found.signer, found.script, found.version) == ("Dr Hill", "knee", 7)
    assert found.at == AT.replace(microsecond=0)
    assert found.key_id == fingerprint(HILL.verify_key).hex()


@settings(max_examples=300, deadline=None)
@given(which=st.booleans(), place=st.integers(min_value=0), bit=st.integers(0, 7))
def test_every_changed_byte_of_a_script_or_its_signature_is_refused(which: bool, place: int, bit: int) -> None:
    script, signature = bytearray(SCRIPT), bytearray(SIGNATURE)
    changed = script if which else signature
    changed[place % len(changed)] ^= 1 << bit
    wanted = SignatureProblem.SCRIPT_ALTERED if which else SignatureProblem.SIGNATURE_ALTERED
    with pytest.raises(SignatureRefused) as refused:
        KNOWS_HILL.verify(bytes(script), bytes(signature))
    assert refused.value.problem is wanted
    assert ("script knee was changed" if which else "signature file was changed") in str(refused.value)


@settings(max_examples=300, deadline=None)
@given(junk=st.one_of(st.binary(max_size=300), st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(list(json.loads(SIGNATURE))) | st.text(), inner),
    max_leaves=12,
).map(lambda tree: json.dumps(tree).encode())))  # fmt: skip
def test_whatever_is_no_signature_is_refused_as_one(junk: bytes) -> None:
    with pytest.raises(SignatureRefused) as refused:
        KNOWS_HILL.verify(SCRIPT, junk)
    assert refused.value.problem is SignatureProblem.SIGNATURE_ALTERED


@pytest.mark.parametrize("field", list(json.loads(SIGNATURE)))
@pytest.mark.parametrize("value", [None, 1, 1.0, True, "", "\ud800", "x", [], {}, "9" * 5000])
def test_no_field_may_be_anything_else(field: str, value: Any) -> None:
    changed = {**json.loads(SIGNATURE), field: value}
    if changed[field] == json.loads(SIGNATURE)[field] and type(changed[field]) is int:
        return
    with pytest.raises(SignatureRefused) as refused:
        KNOWS_HILL.verify(SCRIPT, json.dumps(changed, indent=2).encode() + b"\n")
    assert refused.value.problem is SignatureProblem.SIGNATURE_ALTERED


def test_a_clinician_nobody_registered_is_named_and_refused() -> None:
    stranger = new_key(role="clinician", name="Dr Hill")  # the same name is not the same key
    signature = sign_script(SCRIPT, stranger, script="knee", version=7, at=AT)
    with pytest.raises(SignatureRefused, match="no clinician is registered") as refused:
        KNOWS_HILL.verify(SCRIPT, signature)
    assert refused.value.problem is SignatureProblem.SIGNER_UNKNOWN
    assert refused.value.exit_code == 11


def test_the_name_shown_is_the_registered_one(tmp_path: Path) -> None:
    boaster = PrivateKey(HILL.secret_bytes(), name="The Chief Physician", role=Role.CLINICIAN, scopes=())
    signature = sign_script(SCRIPT, boaster, script="knee", version=7, at=AT)
    assert KNOWS_HILL.verify(SCRIPT, signature).signer == "Dr Hill"


@pytest.mark.parametrize("role", ["caregiver", "resident"])
def test_only_a_clinician_signs(role: str) -> None:
    key = new_key(role=role, name="Rose")
    assert not key.signs
    with pytest.raises(SignatureRefused, match="cannot sign") as refused:
        sign_script(SCRIPT, key, script="knee", version=7, at=AT)
    assert refused.value.problem is SignatureProblem.CANNOT_SIGN


@pytest.mark.parametrize(("script", "version"), [("Knee", 1), ("", 1), ("k" * 101, 1), ("knee", 0), ("knee", 1 << 63)])
def test_what_no_signature_can_hold_is_not_signed(script: str, version: int) -> None:
    with pytest.raises(ValueError, match=r"name|version"):
        sign_script(SCRIPT, HILL, script=script, version=version, at=AT)


def test_the_golden_signature_stays_valid(golden: ScriptVerifier) -> None:
    script = VECTORS / "good.yaml"
    found = golden.verify(script.read_bytes(), signature_path(script).read_bytes())
    assert (found.signer, found.script, found.version) == ("As registered", "knee", 7)
    assert (found.key_id, found.at) == (SIGNER["key_id"], datetime(2026, 3, 2, 23, 58, 1, tzinfo=UTC))


@pytest.mark.parametrize("broken", BROKEN, ids=lambda one: one["name"])
def test_each_broken_vector_fails_as_it_says(broken: dict[str, str], golden: ScriptVerifier) -> None:
    with pytest.raises(SignatureRefused) as refused:
        golden.verify(broken["script"].encode(), broken["signature"].encode())
    assert refused.value.problem.value == broken["failure"]


def test_a_reader_written_from_the_format_page_agrees() -> None:
    read = second_reader(VECTORS / "good.yaml", VECTORS / "good.yaml.sig", SIGNER["verify_key"])
    assert json.loads(read.stdout) == {"script": "knee", "version": 7, "key_id": SIGNER["key_id"]}


@pytest.mark.parametrize("broken", BROKEN[::4], ids=lambda one: one["name"])
def test_a_reader_written_from_the_format_page_refuses_the_same(broken: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "s").write_bytes(broken["script"].encode())
    (tmp_path / "s.sig").write_bytes(broken["signature"].encode())
    read = second_reader(tmp_path / "s", tmp_path / "s.sig", SIGNER["verify_key"])
    assert (read.returncode, read.stdout.strip()) == (1, broken["failure"])


def test_a_clinicians_key_file_brings_both_keys_back(tmp_path: Path) -> None:
    write_key_file(tmp_path / "hill.key", HILL, WORDS, cost=CHEAP)
    fields = json.loads((tmp_path / "hill.key").read_bytes())
    assert fields["version"] == 3
    assert HILL.secret_bytes()[-32:].hex() not in (tmp_path / "hill.key").read_bytes().hex()
    again = read_key_file(tmp_path / "hill.key", WORDS)
    assert again.recipient == HILL.recipient
    assert KNOWS_HILL.verify(SCRIPT, sign_script(SCRIPT, again, script="knee", version=7, at=AT)).version == 7


def test_an_old_clinicians_key_file_opens_as_ever_and_cannot_sign(tmp_path: Path) -> None:
    old = PrivateKey(HILL.secret_bytes()[:-32], name="Dr Hill", role=Role.CLINICIAN, scopes=(Scope.SUMMARY,))
    write_key_file(tmp_path / "old.key", old, WORDS, cost=CHEAP)
    assert json.loads((tmp_path / "old.key").read_bytes())["version"] == 1
    again = read_key_file(tmp_path / "old.key", WORDS)
    assert again.key_id == HILL.key_id
    with pytest.raises(SignatureRefused, match="companion keys new --role clinician"):
        sign_script(SCRIPT, again, script="knee", version=7, at=AT)


def test_a_key_file_cannot_pass_for_the_other_version(tmp_path: Path) -> None:
    write_key_file(tmp_path / "k", HILL, WORDS, cost=CHEAP)
    fields = json.loads((tmp_path / "k").read_bytes())
    for version in (1, 2, 4, "3", None, [3]):
        (tmp_path / "k").write_text(json.dumps({**fields, "version": version}), encoding="utf-8")
        with pytest.raises(KeyRefused):
            read_key_file(tmp_path / "k", WORDS)


def test_a_public_half_carries_the_verify_key(tmp_path: Path) -> None:
    save_recipient(HILL.recipient, tmp_path / "hill.public")
    assert load_recipient(tmp_path / "hill.public") == HILL.recipient
    rose = new_key(role="caregiver", name="Rose")
    save_recipient(rose.recipient, tmp_path / "rose.public")
    assert "verify_key" not in json.loads((tmp_path / "rose.public").read_bytes())


@pytest.mark.parametrize(("role", "key"), [("caregiver", bytes(32)), ("clinician", bytes(31)), ("resident", bytes(32))])
def test_no_other_role_and_no_other_length_may_verify(role: str, key: bytes, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="verify key"):
        Recipient(name="x", role=Role(role), scopes=(), public_key=HILL.recipient.public_key, verify_key=key)


def test_the_signers_of_a_device_are_its_whole_clinicians(tmp_path: Path) -> None:
    assert not load_signers(tmp_path / "none")
    for key in (HILL, new_key(role="caregiver", name="Rose")):
        register(tmp_path, key.recipient)
    (tmp_path / "copy.json").write_bytes((tmp_path / f"{HILL.key_id.hex()}.json").read_bytes())
    (tmp_path / "damaged.json").write_text("{", encoding="utf-8")
    found = load_signers(tmp_path)
    assert [one.name for one in found.people] == ["Dr Hill"]
    (sentence,) = found.damaged
    assert "damaged.json" in sentence


def test_a_signature_shows_nothing_of_the_private_half() -> None:
    fields = json.loads(SIGNATURE)
    assert base64.b64decode(fields["verify_key"]) == HILL.verify_key
    assert HILL.secret_bytes()[-32:].hex() not in SIGNATURE.hex()
    assert "secret" not in repr(HILL)
    assert HILL.secret_bytes()[-32:].hex() not in repr(HILL)
