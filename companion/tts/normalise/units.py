"""Units of doses and measures, in full."""

from __future__ import annotations

_SHORT = {
    "milligram": "mg mgs", "microgram": "mcg mcgs μg ug", "nanogram": "ng", "gram": "g gm gms", "kilogram": "kg kgs",
    "millilitre": "ml mls", "litre": "l", "international unit": "iu", "unit": "u", "millimole": "mmol", "mole": "mol",
    "centimetre": "cm cms", "millimetre": "mm", "kilometre": "km", "metre": "m", "hour": "hr hrs", "minute": "min mins",
    "second": "sec secs", "week": "wk wks", "month": "mth mths", "year": "yr yrs", "tablet": "tab tabs",
    "capsule": "cap caps", "teaspoon": "tsp tsps", "tablespoon": "tbsp tbsps", "kilocalorie": "kcal",
    "beat a minute": "bpm", "fluid ounce": "floz", "ounce": "oz", "pound": "lb lbs",
    "millimetre of mercury": "mmhg",
}  # fmt: skip
NAMES = {short: name for name, shorts in _SHORT.items() for short in shorts.split()}
_ONLY_LOWER = frozenset({"g", "m", "min", "sec", "cap", "tab", "cm", "mm"})
"""Of capitals "5 G" is a network and "5 M" is a size; the rest is not mistaken for anything."""
_ONLY_UPPER = frozenset({"u"})
_PLURALS = {"beat a minute": "beats a minute", "millimetre of mercury": "millimetres of mercury"}
COUNTED = frozenset(
    "tablet capsule pill dose patch puff sachet teaspoon tablespoon spoon spoonful teaspoonful tablespoonful"
    " hour minute day week month year millilitre litre milligram microgram gram kilogram unit"
    " cup mug glass bottle bowl pint slice portion pack metre kilometre centimetre millimetre inch mile"
    " pound ounce stone point".split()
) | {"international unit"}
"""What there may be half of."""


def name_of(unit: str) -> str | None:
    """The unit's name in the singular; None where what is written is probably no unit."""
    lower = unit.lower()
    if (lower in _ONLY_LOWER and unit != lower) or (lower in _ONLY_UPPER and unit == lower):
        return None
    return NAMES.get(lower)


def plural(name: str) -> str:
    """The name for more than one."""
    if name.endswith(("s", "ch")):
        return f"{name}es"
    return _PLURALS.get(name, f"{name}s")


def singular(noun: str) -> str:
    """A counted noun without its plural ending."""
    lower = noun.lower()
    if lower in COUNTED:
        return noun
    return noun[:-2] if lower.endswith("es") and lower[:-2] in COUNTED else noun[:-1]


def article(noun: str) -> str:
    """ "an" or "a"; the h of hour is silent, the u of unit is not a vowel's."""
    lower = noun.lower()
    return "an" if lower.startswith("hour") or (lower[:1] in set("aeio")) else "a"


COUNTED_NOUN = "(?ai:(?:" + "|".join(sorted({*COUNTED, *map(plural, COUNTED)}, key=len, reverse=True)) + r")\b)"
UNIT = "(?ai:" + "|".join(sorted(NAMES, key=len, reverse=True)) + ")"
COUNTS = (
    rf"(?: ?{UNIT}(?!\w)| ?{COUNTED_NOUN}| ?[%°]"
    r"| ?(?ai:percent|degrees|international|drops|times|steps|people|calories|pence|dollars|euros|beats|out|over)\b"
    r"| and (?:a|an|two|three|five|seven) (?:half|third|quarter|eighth)s?\b)"
)
"""Follows a number that is an amount: it is no time, no date, no year and nobody's telephone."""
