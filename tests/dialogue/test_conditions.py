"""Conditions: what holds with what is known, and that what is not known makes every comparison false."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.dialogue.script import Fact, read_condition

KNOWN: dict[str, Fact] = {
    "total": 10, "half": 2.5, "said": True, "denied": False, "place": "knee", "doubt": "unsure", "phq2.total": 3,
    "strength": "a little",
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("total >= 10", True),
        ("total > 10", False),
        ("total < 10.5", True),
        ("total = 10", True),
        ("total != 10", False),
        ("half <= 2", False),
        ("said", True),
        ("denied", False),
        ("not denied", True),
        ("said is yes", True),
        ("denied is no", True),
        ("denied is not yes", True),
        ("place is knee", True),
        ("place is not hip", True),
        ("strength is 'a little'", True),
        ("doubt is unsure", True),
        ("doubt is not unsure", False),
        ("doubt", False),
        ("doubt >= 1", False),
        ("missing", False),
        ("not missing", False),
        ("missing = 0", False),
        ("missing != 0", False),
        ("missing is unknown", True),
        ("missing is not known", True),
        ("missing is known", False),
        ("missing is not unknown", False),
        ("total is known", True),
        ("total is unknown", False),
        ("total is not known", False),
        ("total is not unknown", True),
        ("not total is known", False),
        ("phq2.total >= 3 and said", True),
        ("phq2.total >= 4 or said", True),
        ("denied or total < 5", False),
        ("said and denied or total >= 10", True),
        ("place >= 3", False),
        ("said >= 1", True),
    ],
)
def test_what_holds(text: str, holds: bool) -> None:
    assert read_condition(text).holds(KNOWN) is holds


@pytest.mark.parametrize(
    "text",
    ["", "and", "total >=", ">= 3", "total >= lots", "total is", "a b", "total ! 3", "(a)", "a or", "not", "a is not"],
)
def test_what_cannot_be_understood_is_refused_in_words(text: str) -> None:
    with pytest.raises(ValueError, match=r"condition"):
        read_condition(text)


NAMES = st.sampled_from(["a", "b", "c.d"])
TERMS = st.one_of(
    NAMES,
    NAMES.map(lambda name: f"not {name}"),
    st.tuples(NAMES, st.sampled_from([">=", "<=", ">", "<", "=", "!="]), st.integers(0, 9)).map(
        lambda parts: " ".join(map(str, parts))
    ),
    st.tuples(NAMES, st.sampled_from(["known", "unknown", "unsure", "yes", "no", "knee"])).map(
        lambda parts: f"{parts[0]} is {parts[1]}"
    ),
)
FACTS = st.dictionaries(
    NAMES, st.one_of(st.none(), st.booleans(), st.integers(0, 9), st.sampled_from(["knee", "unsure"]))
)


@given(st.lists(TERMS, min_size=1, max_size=4), FACTS)
def test_and_and_or_mean_all_and_any(terms: list[str], facts: dict[str, Fact]) -> None:
    each = [read_condition(term).holds(facts) for term in terms]
    assert read_condition(" and ".join(terms)).holds(facts) is all(each)
    assert read_condition(" or ".join(terms)).holds(facts) is any(each)


@given(TERMS)
def test_with_nothing_known_only_unknown_holds(term: str) -> None:
    assert read_condition(term).holds({}) is term.endswith("is unknown")
