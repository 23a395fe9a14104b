"""The small language triage is written in: words, phrases, patterns, tables."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.dialogue.triage.lexicon import Lexicon, expand
from companion.dialogue.triage.normalise import MAX_WORDS, windows_of, words_of
from companion.dialogue.triage.pattern import Pattern, parse
from companion.dialogue.triage.rules import RuleBook
from companion.dialogue.triage.tables import Tables, built_in_tables, read_table


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("I can't, I won't!", "i can not i will not"),
        ("He's down; Frank's arm", "he is down frank arm"),
        ("I’ve just been feelin' poorly", "i have been feeling poorly"),
        ("my color is gray", "my colour is grey"),
        ("Dinnae fash", "do not fash"),
    ],
)
def test_words_are_opened(text: str, words: str) -> None:
    assert words_of(text) == tuple(words.split())


@given(st.text())
def test_any_text_has_words_without_marks(text: str) -> None:
    assert all(word and word == word.lower() and " " not in word for word in words_of(text))


@given(st.integers(0, 500))
def test_windows_cover_every_word_twice_over(length: int) -> None:
    words = tuple(str(place) for place in range(length))
    windows = windows_of(words)
    assert all(len(window) <= MAX_WORDS for window in windows)
    assert [word for word in words if not any(word in window for window in windows)] == []


@pytest.mark.parametrize(
    ("phrases", "count"),
    [("a", 1), ("a|b", 2), ("(a|b) c", 2), ("[a] b", 2), ("a (b [c]|d)", 3), ("a b*", 1)],
)
def test_phrases_expand(phrases: str, count: int) -> None:
    assert len(expand(phrases)) == count


@pytest.mark.parametrize("phrases", ["(a", "a)", "[a", "a]"])
def test_an_unbalanced_bracket_is_refused(phrases: str) -> None:
    with pytest.raises(ValueError, match="bracket"):
        expand(phrases)


def test_a_lexicon_finds_words_beginnings_and_numbers() -> None:
    lexicon = Lexicon({"hurt": "hurt*", "dose": "#many (pills|tablets)", "year": "in #year"})
    found = lexicon.find(("it", "hurts", "ten", "pills", "in", "1950"))
    assert found == {"hurt": [(1, 2)], "dose": [(2, 4)], "year": [(4, 6)]}


def pattern(text: str) -> Pattern:
    return parse(text, lambda phrases: f'"{phrases}"')


LEXICON = Lexicon({"a": "a", "b": "b", "c": "c", '"d e"': "d e"})


@pytest.mark.parametrize(
    ("text", "said", "fits"),
    [
        ("a b", "a x b", True),
        ("a b", "b x a", False),
        ("a ~1 b", "b x a", True),
        ("a ~1 b", "b x x a", False),
        ("a <1 b", "a x x b", False),
        ("a & b", "b x x x x x a", True),
        ("a & !b", "a", True),
        ("a & !b", "a b", False),
        ("a|c b", "c b", True),
        ('"d e" b', "d e b", True),
    ],
)
def test_patterns_fit(text: str, said: str, *, fits: bool) -> None:
    assert (next(pattern(text).matches(LEXICON.find(tuple(said.split()))), None) is not None) is fits


@pytest.mark.parametrize("text", ["", "a &", "a ? b", '"a'])
def test_what_is_not_a_pattern_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="pattern"):
        pattern(text)


def test_every_built_in_rule_has_a_name_of_its_own_and_says_what() -> None:
    rules = RuleBook(built_in_tables()).rules
    assert len({rule.name for rule in rules}) == len(rules)
    assert all(rule.says and rule.when for rule in rules)


def table(folder: Path, text: str) -> Tables:
    file = folder / "fall.txt"
    file.write_text(text, encoding="utf-8")
    tables = Tables()
    read_table(file, "fall", tables)
    return tables


def test_a_table_is_read(tmp_path: Path) -> None:
    concept = "# why\nconcept up\n    up | on\n      |high\n"
    tables = table(tmp_path, concept + "rule a\n    level urgent\n    says up\n    when\n        up & up\n")
    assert tables.concepts == {"up": "up | on|high"}
    assert RuleBook(tables).rules[0].name == "fall.a"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("nonsense x\n    y\n", "fall.txt: the heading 'nonsense x'"),
        ("concept a\n    b\nconcept a\n    c\n", "stands twice"),
        ("rule a\n    level urgent\n    says b\n    when\n        unheard\n", "does not exist: unheard"),
        ("rule a\n    level urgent\n    when\n        unheard\n", "needs 'says'"),
    ],
)
def test_a_wrong_table_is_refused(text: str, sentence: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=sentence):
        RuleBook(table(tmp_path, text))
