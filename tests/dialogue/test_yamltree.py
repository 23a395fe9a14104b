"""YAML 1.2 with lines: what the words mean, where they stand, and what is refused."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.dialogue.yamltree import YamlError, parse


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("yes", "yes"),
        ("no", "no"),
        ("on", "on"),
        ("true", True),
        ("False", False),
        ("20:00", "20:00"),
        ("08:30", "08:30"),
        ("010", 10),
        ("0x1F", 31),
        ("-7", -7),
        ("1.5", 1.5),
        ("1e3", 1000.0),
        ("~", None),
        ("", None),
        ("2026-03-02", "2026-03-02"),
        ("'7'", "7"),
        ("1_000", "1_000"),
    ],
)
def test_words_mean_what_yaml_1_2_says(text: str, value: object) -> None:
    found = parse(f"a: {text}").value
    assert found == {"a": value}
    assert type(found["a"]) is type(value)  # type: ignore[index]


def test_lines_are_those_of_the_text() -> None:
    tree = parse("a: 1\nb:\n  c:\n    - x\n    - y: 2\n")
    assert [tree.line(where) for where in (("a",), ("b", "c"), ("b", "c", 1), ("b", "c", 1, "y"), ("z",))] == [
        1, 3, 5, 5, 1,
    ]  # fmt: skip


def test_merged_fields_are_there_and_own_ones_win() -> None:
    assert parse("a: &x {k: 1, m: 2}\nb: {<<: *x, k: 3}\n").value == {"a": {"k": 1, "m": 2}, "b": {"k": 3, "m": 2}}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: 1\na: 2", "the field a is there twice"),
        ("a: [1", "did not find expected"),
        ("a: !!python/object/apply:os.system [ls]", "could not determine a constructor"),
        ("a: &x [*x]", "contains itself"),
        ("a: *nowhere", "undefined alias"),
        ("a: 1\n---\nb: 2", "another document"),
        ("[" * 500 + "]" * 500, "too deep"),
        ("a: 1\n\tb: 2", "found a tab"),
    ],
)
def test_what_cannot_be_used_is_refused_with_a_reason(text: str, said: str) -> None:
    with pytest.raises(YamlError) as caught:
        parse(text)
    assert said in caught.value.reason
    assert caught.value.line >= 1


def test_a_page_of_aliases_that_stands_for_a_billion_is_refused_at_once() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    with pytest.raises(YamlError, match="too much"):
        parse("\n".join(lines))


PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**9), 10**9)
    | st.text(st.characters(min_codepoint=32, max_codepoint=126)),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abc", min_size=1), inner, max_size=4),
    max_leaves=20,
)


@given(PLAIN)
def test_json_is_yaml(value: object) -> None:
    assert parse(json.dumps(value)).value == value


@given(st.text())
def test_no_text_does_more_than_be_refused(text: str) -> None:
    with suppress(YamlError):
        assert parse(text).line(()) == 1
