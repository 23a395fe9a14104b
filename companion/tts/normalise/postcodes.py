"""British postcodes letter by letter, with a pause in the middle: "A-B 1, 2 C-D"."""

from __future__ import annotations

import re

_POSTCODE = re.compile(
    r"(?<![\w-])(?P<area>[A-Z]{1,2})(?P<district>[0-9][0-9A-Z]?) (?P<sector>[0-9])(?P<unit>[A-Z]{2})(?![\w-])"
)
_NO_POSTCODE = frozenset({"MG", "ML", "KG", "CM", "MM", "KM", "IU", "AM", "PM", "UG", "LB", "OZ"})
"""What follows "B12 5" is a dose: vitamin B12 is no place."""


def say_postcodes(text: str) -> str:
    """Letters apart by hyphens: espeak-ng would say "ab one", and after a space "A" is the article."""
    return _POSTCODE.sub(_postcode, text)


def _postcode(found: re.Match[str]) -> str:
    if found["unit"] in _NO_POSTCODE:
        return found[0]
    area, district, unit = "-".join(found["area"]), " ".join(found["district"]), "-".join(found["unit"])
    return f"{area} {found['district'] if district[-1].isdigit() else district}, {found['sector']} {unit}"
