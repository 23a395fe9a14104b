"""The words of a household: those that the recogniser's dictionary lacks, wherever they come from."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from companion.app import make_dictionary
from companion.device_words import household_words
from companion.dialogue.script import builtin_scripts
from companion.settings import AsrSettings, ResidentSettings, Settings


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


def test_no_slot_of_a_line_is_a_word() -> None:
    found = household_words(Settings(), builtin_scripts(), (), make_dictionary())
    assert not {"name", "notice", "message"} & set(found)


@pytest.mark.parametrize("word", ["", "x" * 50, "p4ssword", "{name}", "a\nb"])
def test_a_setting_that_is_no_word_is_refused(word: str) -> None:
    with pytest.raises(ValidationError):
        AsrSettings(words=(word,))
