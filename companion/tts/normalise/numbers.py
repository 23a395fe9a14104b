"""How numbers are written in a text, and the small ones in words."""

from __future__ import annotations

DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
"""Zero, not "oh": no key of a telephone bears a letter O, and a lone vowel is what poor hearing loses first."""
_TO_NINETEEN = (
    *DIGITS, "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
)  # fmt: skip
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")

WHOLE = r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+)"
AMOUNT = rf"(?:(?:[0-9]{{1,2}} )?[0-9]/[0-9](?![0-9/])|{WHOLE}(?:\.[0-9]+)?)"
"""A number, with a fraction or decimals or neither."""
STARTS = r"(?<!\w)(?<![0-9][.,:/-])(?<!\.)"
"""Nothing just before that would make the digits part of a longer number, a date, a time or a code."""
ENDS = r"(?![0-9]|[.,:/-][0-9])"


def in_words(number: int) -> str:
    """0 to 99 in words: "twenty-three"."""
    if number < 20:
        return _TO_NINETEEN[number]
    tens, ones = divmod(number, 10)
    return _TENS[tens] + (f"-{DIGITS[ones]}" if ones else "")


def digit_by_digit(number: str) -> str:
    """Digits 0 to 9 in words, one after the other: "nine nine nine"."""
    return " ".join(DIGITS[int(digit)] for digit in number)
