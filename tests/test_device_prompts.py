"""What a device says again and again, whoever it talks with."""

from __future__ import annotations

from companion.device_prompts import fixed_prompts
from companion.dialogue.script import builtin_scripts
from companion.session import CANNOT_HEAR
from companion.settings import ResidentSettings, Settings


def prompts(name: str = "") -> list[str]:
    return list(fixed_prompts(Settings(resident=ResidentSettings(name=name)), builtin_scripts()))


def test_what_is_said_in_a_crisis_comes_first_and_nothing_waits_to_be_filled() -> None:
    found = prompts("Margaret")
    assert len(set(found)) > 500
    assert not any("{" in text or "}" in text for text in found)
    assert "help" in " ".join(found[:50]).lower()
    assert CANNOT_HEAR.text.split(". ")[0] in " ".join(found)


def test_the_resident_s_name_is_in_its_place_and_without_one_no_comma_is_left() -> None:
    assert any("Margaret" in text for text in prompts("Margaret"))
    assert not any(" ," in text or text.startswith(",") for text in prompts())


def test_what_a_resident_said_is_in_none_of_them() -> None:
    """The sentence with the slot is left out, its neighbours stay."""
    whole = [
        line
        for script in builtin_scripts().values()
        for state in script.states.values()
        for lines in state.say.values()
        for line in lines
    ]
    slotted = [line for line in whole if "{" in line.replace("{name}", "")]
    assert slotted
    found = set(prompts())
    assert not found & set(slotted)
