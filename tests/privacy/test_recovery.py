"""Words of a recovery sheet: there and back, as people type them, and with their mistakes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from companion.errors import InputError
from privacy.keys import Role, new_key, register, revoke
from privacy.keys.recovery import Known, find_key, key_id_of, known_people
from privacy.keys.words import (
    SheetWords,
    all_words,
    full_word,
    read_words,
    recovery_words,
    root_of,
    words_of,
)

ROOTS = st.binary(min_size=32, max_size=32)
PLACES = st.integers(0, 23)
KEY = new_key(role="clinician", name="Dr Hill")
SHEET = recovery_words(KEY)
AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@pytest.fixture
def people(tmp_path: Path) -> Path:
    for key in (KEY, new_key(role="caregiver", name="Rose")):
        register(tmp_path, key.recipient)
    return tmp_path


def root_or_none(words: Sequence[str]) -> bytes | None:
    try:
        return root_of(words)
    except InputError:
        return None


@given(root=ROOTS)
@settings(deadline=None)
def test_words_lead_back_to_their_root(root: bytes) -> None:
    words = words_of(root)
    assert len(words) == 24
    assert root_of(words) == root
    assert read_words(" ".join(words)) == words
    assert read_words("\n".join(f"{n}. {word.upper()[:4]}" for n, word in enumerate(words, 1))) == words


@given(place=PLACES, other=st.sampled_from(all_words()))
@settings(max_examples=150, deadline=None)
def test_a_changed_word_is_refused_or_makes_another_key(place: int, other: str) -> None:
    assume(other != SHEET[place])
    changed = [*SHEET[:place], other, *SHEET[place + 1 :]]
    root = root_or_none(changed)
    assert root is None or key_id_of(root) != KEY.key_id


@given(first=PLACES, second=PLACES)
@settings(max_examples=150, deadline=None)
def test_swapped_words_are_refused_or_make_another_key(first: int, second: int) -> None:
    assume(SHEET[first] != SHEET[second])
    swapped = list(SHEET)
    swapped[first], swapped[second] = SHEET[second], SHEET[first]
    root = root_or_none(swapped)
    assert root is None or key_id_of(root) != KEY.key_id


def test_the_checksum_alone_lets_one_wrong_word_of_256_pass() -> None:
    """Why the key id is compared: FORMAT.md, "Recovery sheet"."""
    others = [word for word in all_words() if word != SHEET[5]]
    passed = [word for word in others if root_or_none([*SHEET[:5], word, *SHEET[6:]])]
    assert 0 < len(passed) < 30  # 8 are expected


def test_words_that_do_not_belong_together_are_told_without_showing_one() -> None:
    wrong = ["abandon"] * 24
    with pytest.raises(InputError) as caught:
        root_of(wrong)
    assert "do not belong together" in str(caught.value)
    assert "abandon" not in str(caught.value)


@given(place=PLACES, other=st.sampled_from(all_words()))
@settings(max_examples=8, deadline=None)
def test_a_device_that_knows_the_key_finds_the_wrong_word(place: int, other: str) -> None:
    assume(other != SHEET[place])
    known = {KEY.key_id: Known(recipient=KEY.recipient)}
    found = find_key([*SHEET[:place], other, *SHEET[place + 1 :]], known)
    assert found.root == KEY.root
    assert found.mended == (place + 1,)


def test_a_device_that_knows_the_key_finds_two_swapped_words(people: Path) -> None:
    at = next(at for at in range(23) if SHEET[at] != SHEET[at + 1])
    swapped = [*SHEET[:at], SHEET[at + 1], SHEET[at], *SHEET[at + 2 :]]
    found = find_key(swapped, known_people(people))
    assert (found.root, found.mended) == (KEY.root, (at + 1, at + 2))


def test_two_wrong_words_are_not_guessed(people: Path) -> None:
    words = [("abandon" if word != "abandon" else "zoo") if at in (3, 8) else word for at, word in enumerate(SHEET)]
    last = next(word for word in all_words() if root_or_none([*words[:23], word]) is None)
    with pytest.raises(InputError, match="do not belong together"):
        find_key([*words[:23], last], known_people(people))


def test_the_device_tells_whose_key_it_is(people: Path) -> None:
    found = find_key(SHEET, known_people(people))
    assert found.owner is not None
    assert (found.owner.recipient, found.owner.revoked, found.mended) == (KEY.recipient, None, ())
    again = found.key()
    assert (again.recipient, again.secret_bytes()) == (KEY.recipient, KEY.secret_bytes())


def test_the_device_tells_a_revoked_key_too(people: Path) -> None:
    revoke(people, KEY.recipient, AT)
    owner = find_key(SHEET, known_people(people)).owner
    assert owner is not None
    assert (owner.recipient, owner.revoked) == (KEY.recipient, AT)


def test_of_a_key_nobody_knows_role_and_name_are_needed(tmp_path: Path) -> None:
    found = find_key(SHEET, known_people(tmp_path / "no folder"))
    assert (found.owner, found.key_id) == (None, KEY.key_id)
    with pytest.raises(ValueError, match="role and name"):
        found.key()
    again = found.key(role=Role.CLINICIAN, name="Dr Hill")
    assert again.recipient == KEY.recipient


def test_a_damaged_file_of_somebody_else_does_not_keep_a_key_lost(people: Path) -> None:
    (people / "damaged.json").write_text("{", encoding="utf-8")
    (people / "revoked").mkdir()
    (people / "revoked" / "damaged.json").write_text("[]", encoding="utf-8")
    assert find_key(SHEET, known_people(people)).owner is not None


def test_what_was_found_shows_no_secret(people: Path) -> None:
    found = find_key(SHEET, known_people(people))
    assert KEY.root is not None
    assert repr(KEY.root) not in repr(found)
    sheet = SheetWords()
    sheet.add(" ".join(SHEET))
    assert repr(sheet) == "SheetWords(24 of 24)"


@pytest.mark.parametrize(
    "text",
    [
        " ".join(SHEET),
        "\n\n".join(SHEET),
        "\t" + "  ,  ".join(SHEET).upper() + "\u00a0",
        " ".join(f"{n}.{word}" for n, word in enumerate(SHEET, 1)),
        " ".join(f"{n}) {word}" for n, word in reversed(list(enumerate(SHEET, 1)))),
        "\n".join(f"{n} {SHEET[n - 1]}   {n + 12}: {SHEET[n + 11]}" for n in range(1, 13)),
        "My key, printed on 2 March 2026\n" + "\n".join(f"{n}. {word}" for n, word in enumerate(SHEET, 1)) + "\nKeep!",
        " ".join(word[:4] for word in SHEET),
        " ".join(word.title() for word in SHEET),
    ],
)
def test_words_are_read_as_people_type_them(text: str) -> None:
    assert read_words(text) == SHEET


def test_four_letters_name_every_word() -> None:
    for word in all_words():
        assert full_word(word) == full_word(word[:4].upper()) == word


@pytest.mark.parametrize("word", ["", "a", "aba", "abandonn", "zz", "qqqqqqqq", "apfel", "aband\u00f6n", "act1"])
def test_what_is_no_word_is_none(word: str) -> None:
    assert full_word(word) is None


def test_the_first_wrong_word_is_named_by_its_number_with_its_nearest() -> None:
    text = " ".join([*SHEET[:4], "abandn", *SHEET[5:20], "ablity", *SHEET[21:]])
    with pytest.raises(InputError, match="Word 5 is not in the list") as caught:
        read_words(text)
    assert "abandon" in str(caught.value)
    assert "abandn" not in str(caught.value)
    assert "Word 21" not in str(caught.value)


def test_what_resembles_nothing_is_named_by_its_number_alone() -> None:
    (unknown,) = SheetWords().add("qqqqqqqqqqqq")
    assert (unknown.number, unknown.nearest) == (1, ())
    assert "Word 1 is not in the list" in str(unknown)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "There are 0 words"),
        (" ".join(SHEET[:23]), "There are 23 words"),
        (" ".join([*SHEET, "abandon"]), "more than 24 words"),
        ("25. abandon", "numbers 1 to 24"),
        ("0 abandon", "numbers 1 to 24"),
        ("9" * 5000 + " abandon", "numbers 1 to 24"),
        ("1. abandon 1. ability", "There are 1 words"),
    ],
)
def test_too_few_too_many_and_other_numbers_are_told(text: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        read_words(text)


def test_a_word_that_was_wrong_leaves_its_place_free_and_a_number_replaces() -> None:
    sheet = SheetWords()
    assert sheet.missing == 1
    (unknown,) = sheet.add(" ".join([*SHEET[:6], "xxxxx", *SHEET[7:]]))
    assert (unknown.number, sheet.missing) == (7, 7)
    assert sheet.add(SHEET[6]) == ()
    assert (sheet.missing, sheet.words) == (None, SHEET)
    sheet.add("3 zoo")
    assert sheet.words[2] == "zoo"


@given(text=st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_whatever_is_typed_is_one_plain_sentence(text: str) -> None:
    with pytest.raises(InputError) as caught:
        read_words(text)
    assert "\n" not in str(caught.value)
