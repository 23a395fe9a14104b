"""Codes and values in FHIR's own shapes: which code system a question has, and how an answer is written down."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from companion.messages import JsonValue
from privacy.printable import printable
from privacy.summary.facts import REFUSED, Measure

OWN = "urn:bedside-companion:measure"
"""Code system of the measures as the scripts name them."""
LOINC = "http://loinc.org"
UCUM = "http://unitsofmeasure.org"
ABSENT = "http://terminology.hl7.org/CodeSystem/data-absent-reason"

LONGEST = 500
"""Signs of a text in a resource."""
LARGEST_INTEGER = 2**31 - 1
"""FHIR's integer has 32 bits."""

_LOINC = re.compile(r"loinc:(\d{3,7})-(\d)")
_UNITS = {"hours": "h"}


def text(words: str, otherwise: str = "unnamed") -> str:
    """A FHIR string: never empty, no line of its own, not endless."""
    return " ".join(printable(words).split())[:LONGEST].strip() or otherwise


def code(words: str) -> str:
    """A FHIR code: no blanks at all."""
    return "-".join(text(words).split())


def coding(measure: Measure) -> list[JsonValue]:
    """LOINC where the script gives a code of it whose check digit is right, then our own; never a guessed one."""
    own: JsonValue = {"system": OWN, "code": code(measure.measure), "display": text(measure.question)}
    found = _LOINC.fullmatch(measure.code)
    if found is None or loinc_digit(found[1]) != int(found[2]):
        return [own]
    return [{"system": LOINC, "code": measure.code.removeprefix("loinc:")}, own]


def loinc_digit(number: str) -> int:
    """The check digit of a LOINC code: modulus 10, double-add-double (LOINC Users' Guide, appendix C)."""
    doubled = str(int(number[::-1][::2]) * 2)
    rest = number[::-1][1::2]
    return -(sum(map(int, doubled)) + sum(map(int, rest))) % 10


def concept(words: str) -> dict[str, JsonValue]:
    """A CodeableConcept in words only."""
    return {"text": text(words)}


def instant(at: datetime) -> str:
    """A dateTime with its zone."""
    return at.isoformat(timespec="milliseconds")


def observed(measure: Measure) -> dict[str, JsonValue]:
    """The value[x] of an Observation, or why there is none."""
    if measure.value is None:
        return {"dataAbsentReason": _absent(measure)}
    if isinstance(measure.value, bool):
        return {"valueBoolean": measure.value}
    number = measure.number
    if number is None:
        return {"valueString": text(measure.label)}
    return {"valueQuantity": _quantity(measure, number)}


def _quantity(measure: Measure, number: float) -> dict[str, JsonValue]:
    plain = int(number) if number == int(number) else number
    quantity: dict[str, JsonValue] = {"value": plain}
    if measure.unit:
        quantity["unit"] = text(measure.unit)
    if measure.unit in _UNITS:
        quantity |= {"system": UCUM, "code": _UNITS[measure.unit]}
    elif measure.unit.startswith("of "):
        quantity |= {"system": UCUM, "code": "{score}"}
    return quantity


def _absent(measure: Measure) -> dict[str, JsonValue]:
    reason = "asked-unknown" if measure.unclear else "asked-declined" if measure.label == REFUSED else "unknown"
    return {"coding": [{"system": ABSENT, "code": reason}], "text": text(measure.label, "no answer")}


def item_type(answers: Iterable[Measure]) -> str:
    """Type of a question, from the answers there are: boolean, integer, decimal or string."""
    found = [one for one in answers if one.answered]
    if found and all(isinstance(one.value, bool) for one in found):
        return "boolean"
    numbers = [one.number for one in found]
    if not found or any(number is None for number in numbers):
        return "string"
    whole = all(number is not None and number == int(number) and abs(number) <= LARGEST_INTEGER for number in numbers)
    return "integer" if whole else "decimal"


def item_answer(measure: Measure, kind: str) -> list[JsonValue]:
    """The answer of an item of that type; empty where there was none."""
    if not measure.answered:
        return []
    if kind == "boolean":
        return [{"valueBoolean": bool(measure.value)}]
    number = measure.number
    if kind == "integer" and number is not None:
        return [{"valueInteger": int(number)}]
    if kind == "decimal" and number is not None:
        return [{"valueDecimal": number}]
    return [{"valueString": text(measure.label)}]
