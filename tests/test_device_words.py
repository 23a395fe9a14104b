"""The words of a household: those that the recogniser's dictionary lacks, wherever they come from."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from companion.app import make_dictionary
from companion.asr.repair_sounds import Pronunciations
from companion.device_words import household_words
from companion.dialogue.script import builtin_scripts
from companion.settings import AsrSettings, ResidentSettings, Settings


@pytest.fixture
def nothing_known(tmp_path: Path) -> Pronunciations:
    (tmp_path / "one.dict").write_text("zzz Z\n", encoding="ascii")
    return Pronunciations(tmp_path / "one.dict")


def words(settings: Settings | None = None, *readers: str) -> set[str]:
    return set(household_words(settings or Settings(), {}, readers, make_dictionary()))


def test_names_and_medicines_come_from_the_settings_the_readers_and_the_scripts() -> None:
    settings = Settings(
        asr=AsrSettings(words=("Metformin", "Agnieszka Nowak-Zielinska")), resident=ResidentSettings(name="Oluwaseun")
    )
    found = household_words(settings, builtin_scripts(), ("Eilidh",), make_dictionary())
    assert {"metformin", "agnieszka", "zielinska", "oluwaseun", "eilidh", "apixaban"} <= set(found)
    assert all(found.values())


def test_what_the_dictionary_has_and_what_is_too_short_is_left_out() -> None:
    assert words(Settings(asr=AsrSettings(words=("aspirin", "Xu", "Qz"))), "Margaret") == set()


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("José", "jose"),
        ("Siân", "sian"),
        ("Zoe\u0308", "zoe"),
        ("Małgorzata", "malgorzata"),
        ("O’Driscoll", "o'driscoll"),
        ("Søren", "soren"),
    ],
)
def test_a_name_with_accents_is_written_without_them(name: str, written: str, nothing_known: Pronunciations) -> None:
    found = household_words(Settings(asr=AsrSettings(words=(name,))), {}, (), nothing_known)
    assert written in found
    assert all(found[written])


def test_it_is_said_as_it_is_spelled(nothing_known: Pronunciations) -> None:
    found = household_words(Settings(resident=ResidentSettings(name="Renée")), {}, (), nothing_known)
    plain = household_words(Settings(resident=ResidentSettings(name="Renee")), {}, (), nothing_known)
    assert found["renee"] != plain["renee"]


def test_a_name_in_another_script_is_left_out() -> None:
    assert words(Settings(asr=AsrSettings(words=("Ольга", "Γιώργος")))) == set()


def test_no_slot_of_a_line_is_a_word() -> None:
    found = household_words(Settings(), builtin_scripts(), (), make_dictionary())
    assert not {"name", "notice", "message"} & set(found)


@pytest.mark.parametrize("word", ["", "x" * 50, "p4ssword", "{name}", "a\nb"])
def test_a_setting_that_is_no_word_is_refused(word: str) -> None:
    with pytest.raises(ValidationError):
        AsrSettings(words=(word,))
