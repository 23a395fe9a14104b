"""Examines a script for a clinician: everything that is wrong, where, and what to do. Fast: no talk is driven."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from companion.dialogue.authoring import instruments, structure, wording
from companion.dialogue.authoring.findings import Case, Finding, Found, Rule, Severity
from companion.dialogue.authoring.traps import bare_words
from companion.dialogue.script import Script, problems
from companion.dialogue.yamlfile import LARGEST_BYTES, Located, Where, try_yaml
from companion.dialogue.yamltree import parse
from companion.errors import ScriptError

RULES: tuple[Rule, ...] = (
    structure.talks_to_itself,
    structure.loops_without_way_out,
    structure.calls,
    structure.asked_about,
    structure.answers_that_cannot_be,
    structure.scales_have_ends,
    structure.silence_is_waited_out,
    wording.language_known,
    wording.banned_words,
    wording.spoken_options,
    wording.hard_words,
    wording.long_prompts,
    wording.questions_last,
    wording.known_slots,
    instruments.rights,
    instruments.instruments,
    instruments.scores,
    instruments.measures,
    instruments.open_words,
    instruments.notices,
    instruments.schedules,
)
"""Every rule, each a function of the script; what a single field shows is examined in reading it."""

_LOADING = {
    "nothing leads to the state": ("unreachable", "Lead an answer there under next, or take the state out."),
    "the talk cannot end from": ("no-end", "Lead a way from there to a state with end: true."),
    "needs the fields": (
        "paths",
        "Add them: what is said to silence, to other words, and to somebody who is not sure.",
    ),
    "there is no state called": ("no-state", "Correct the name, or add a state of that name."),
    "needs a default": ("no-default", "Add default: and the state to go on to whatever was said."),
    "needs at least two options": ("options", "Write options: [one, other] under expect."),
    "there is no such field": (
        "field",
        "Correct the name, or move it to where it belongs; the guide lists every field.",
    ),
    "it is missing": ("field", "Add it; 'companion scripts new' shows one of each."),
    "is not valid YAML": (
        "yaml",
        "Look at the colons, quotes and spaces at the start of that line and the one before.",
    ),
    "valid string": ("field", "Put the word in quotes."),
    "nothing is known under the name": ("condition", "Ask about a question, a score, a notice, consent.x or id.x."),
    "is no answer to this question": ("offer", "Offer what can be answered here."),
}
"""Part of a sentence of the loader -> rule, and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """A script and everything that is wrong with it."""

    script: Script | None
    """None when the text cannot be read as a script, or has a problem that keeps it from being loaded."""
    findings: tuple[Finding, ...]
    """In the order of the lines."""

    def count(self, severity: Severity) -> int:
        """How many findings are of that severity."""
        return sum(one.severity is severity for one in self.findings)


def check_text(text: str, *, name: str, others: Mapping[str, Script] | None = None) -> tuple[Finding, ...]:
    """Everything that is wrong with a script in memory, in the order of its lines; none: it may be signed.

    `name` is what the findings call the file; `others` are the scripts it may call, by id.
    """
    return examine(text, name=name, others=others).findings


def examine(text: str, *, name: str, others: Mapping[str, Script] | None = None) -> Examined:
    """The same, with the script that was found in the text."""
    script, wrong = try_yaml(text, Script, problems)
    found = [_loading(one, name) for one in wrong]
    if not (script is None and wrong and wrong[0].line == 0):
        tree = parse(text)
        found += [_finding(name, line, one) for line, one in bare_words(text)]
        if script is not None:
            case = Case(script=script, others=others or {})
            found += [_finding(name, tree.line(tree.real(one.where)), one) for one in _examined(case, wrong)]
    ordered = sorted(_merged(found), key=lambda one: (one.line, one.severity is not Severity.ERROR))
    return Examined(script=None if wrong else script, findings=tuple(ordered))


def read_text(path: Path) -> str:
    """The text of a script file. Raises ScriptError when it cannot be read, is too large, or is not UTF-8."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_BYTES + 1)
    except OSError as error:
        raise ScriptError(f"The advice script {path} cannot be read ({error.strerror}).") from None
    if len(content) > LARGEST_BYTES:
        raise ScriptError(f"The advice script {path} is larger than a megabyte; that cannot be right.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ScriptError(f"The advice script {path} is not text in UTF-8; save it again as UTF-8.") from None


def script_in(text: str) -> Script | None:
    """The script, where the text can be read as one without a problem; else None."""
    script, wrong = try_yaml(text, Script, problems)
    return None if wrong else script


def _examined(case: Case, wrong: list[Located]) -> Iterator[Found]:
    """What the rules find; those about the ways only when each way leads to a state that exists."""
    sound = not any("there is no state called" in one.what for one in wrong)
    for rule in RULES:
        if sound or rule.__module__ != structure.__name__:
            yield from rule(case)


def _merged(found: list[Finding]) -> list[Finding]:
    """States that share a line by an alias of YAML share the finding."""
    states: dict[Finding, list[str]] = {}
    for one in found:
        states.setdefault(replace(one, state=""), []).append(one.state)
    return [replace(one, state=", ".join(dict.fromkeys(names))) for one, names in states.items()]


def _loading(one: Located, name: str) -> Finding:
    rule, advice = next(
        (told for part, told in _LOADING.items() if part in one.what),
        ("format", "Correct that field; the guide shows how."),
    )
    field = ".".join(str(part) for part in one.where)
    what = f"{field}: {one.what}" if field else f"the file {one.what}" if one.line == 0 else one.what
    return Finding(
        severity=Severity.ERROR,
        rule=rule,
        file=name,
        line=one.line,
        state=_state(one.where),
        what=what,
        advice=advice,
    )


def _finding(name: str, line: int, one: Found) -> Finding:
    return Finding(
        severity=one.severity,
        rule=one.rule,
        file=name,
        line=line,
        state=_state(one.where),
        what=one.what,
        advice=one.advice,
    )


def _state(where: Where) -> str:
    return str(where[1]) if len(where) > 1 and where[0] == "states" else ""
