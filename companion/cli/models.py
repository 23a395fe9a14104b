"""`companion models`: which model files are known, installed and what they should be."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TypeVar

from companion.cli import settings_of
from companion.errors import ModelError

if TYPE_CHECKING:
    from companion.settings import Settings
    from models.registry import Installed, Registry

T = TypeVar("T")
ENGINES = {"asr": "PocketSphinx", "tts": "espeak-ng"}
"""Job -> what does it without a model."""
_USE = {"no": "not for products", "check": "read its card"}
HELP = """Lists the known models and voices and which of them are in use, verifies those that are installed, imports one
from a folder or a zip, and fetches one where there is a network. Nothing else in the companion ever uses a network. A
pull or an import that is killed, or loses its power, leaves the model that was there or the new one; run it again and
it goes on where it was. One that 'verify' finds changed is fetched again by 'pull'."""
EXAMPLE = "companion models list"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command line."""
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    listing = verbs.add_parser("list", help="every known model, which are installed, and which the next start uses")
    verify = verbs.add_parser("verify", help="hash every installed and built-in model; exit 1 when one was changed")
    bring = verbs.add_parser("import", help="bring a model from a folder, a zip or an .onnx file")
    bring.add_argument("source", type=Path, metavar="DIR|ZIP|ONNX")
    bring.add_argument("--trust", action="store_true", help="you vouch for it although the manifest does not know it")
    bring.add_argument("--language", default="en", metavar="XX", help="its language where it does not say; default en")
    pull = verbs.add_parser("pull", help="fetch an official model where there is a network, and install it")
    pull.add_argument("name", nargs="*", help="as 'models list' has it; none: what suits the language")
    pull.add_argument("--language", metavar="XX", help="without names: the language; default: that of the settings")
    pull.add_argument(
        "--from", dest="prefix", metavar="URL|DIR", help="a mirror, or a folder: the same names and digests"
    )
    pull.add_argument("--insecure", action="store_true", help="plain HTTP is allowed; the digest still has to be right")
    pull.add_argument("--trust", action="store_true", help="you vouch for files whose digest nobody has published")
    for verb in (listing, verify):
        verb.add_argument("--json", action="store_true", help="one JSON object a line")


def run(options: argparse.Namespace) -> int:
    """Do what the verb says."""
    from models.registry import Registry

    registry = Registry(settings_of(options).models_dir)
    match options.verb:
        case "list":
            return _list(registry, settings_of(options), as_json=options.json)
        case "verify":
            return _verify(registry, as_json=options.json)
        case "import":
            return _import(registry, options)
        case _:
            return _pull(registry, options)


def _list(registry: Registry, settings: Settings, *, as_json: bool) -> int:
    used = {job: _in_use(registry, settings, job) for job in ENGINES}
    rows = _rows(registry, set(used.values()))
    for row in rows:
        print(json.dumps(row) if as_json else _line(row))
    if not as_json:
        hears, speaks = (used[job] or without for job, without in ENGINES.items())
        print(f"\nInstalled models lie in {registry.folder}. As things are, {hears} hears and {speaks} speaks.")
    return 0


def _in_use(registry: Registry, settings: Settings, job: str) -> str | None:
    """The model that the next start takes for the job, chosen as the conversation chooses; None: what is built in."""
    from companion.app import EMBEDDED

    engine = settings.asr.engine if job == "asr" else settings.tts.engine
    try:
        path = None if engine in EMBEDDED else registry.find(job, settings.language)
    except ModelError:
        return None
    return path.relative_to(registry.folder).parts[0] if path else None


def _rows(registry: Registry, used: set[str | None]) -> list[dict[str, object]]:
    from models.catalogue import manifest

    installed = {one.name: one for one in registry.installed()}
    rows: list[dict[str, object]] = [
        {
            "name": entry.name,
            "job": entry.job,
            "engine": entry.engine,
            "language": entry.language,
            "licence": entry.licence,
            "product_use": entry.product_use,
            "bytes": entry.bytes,
            "verifiable": all(one.sha256 for one in entry.file) or bool(entry.content),
            "files": [{"url": one.url, "sha256": one.sha256, "seen": one.seen} for one in entry.file],
            "installed": entry.name in installed,
            "in_use": entry.name in used,
        }
        for entry in registry.known()
    ]
    known = {entry.name for entry in registry.known()}
    for one in installed.values():
        if one.name not in known:
            row: dict[str, object] = {"name": one.name, "job": one.job, "language": one.language, "engine": one.engine}
            rows.append({**row, "licence": "the owner vouches for it", "installed": True, "in_use": one.name in used})
    built_in = manifest().builtin
    return rows + [{"name": one.name, "job": one.job, "licence": one.licence, "built_in": True} for one in built_in]


def _line(row: dict[str, object]) -> str:
    states = {"in_use": "in use", "installed": "installed", "built_in": "built in"}
    state = next((told for field, told in states.items() if row.get(field)), "")
    size = row.get("bytes")
    megabytes = f"{size / 1e6:.0f} MB" if isinstance(size, int) else ""
    use = _USE.get(str(row.get("product_use")), "")
    use = f"{use}: " if use else ""
    return (
        f"{row['name']!s:<36} {row['job']!s:<8} {row.get('language', '')!s:<3} {megabytes:>7}  "
        f"{state:<10} {use}{row['licence']}"
    ).rstrip()


def _verify(registry: Registry, *, as_json: bool) -> int:
    from models.catalogue import manifest

    problems = {one.name: _problem(registry.verify, one) for one in registry.installed()}
    problems |= {one.name: _problem(registry.builtin, one.name) for one in manifest().builtin}
    for name, problem in problems.items():
        if as_json:
            print(json.dumps({"name": name, "ok": problem is None, "problem": problem}))
        else:
            print(f"{name:<36} {problem or 'as it should be'}")
    return 1 if any(problems.values()) else 0


def _problem(check: Callable[[T], object], what: T) -> str | None:
    try:
        check(what)
    except ModelError as error:
        return str(error)
    return None


def _pull(registry: Registry, options: argparse.Namespace) -> int:
    from tqdm import tqdm

    from models.pulling import Pull, choose, pull_model

    language = options.language or settings_of(options).language
    for entry in choose(registry, tuple(options.name), language):
        if _is_whole(registry, entry.name):
            print(f"{entry.name} is installed already, and whole.")
            continue
        use = _USE.get(entry.product_use, "")
        size = f", {entry.bytes / 1e6:.0f} MB" if entry.bytes else ""
        print(f"{entry.name}: {entry.licence}{f' ({use})' if use else ''}{size}", file=sys.stderr)
        wanted = Pull(entry=entry, prefix=options.prefix, insecure=options.insecure, trust=options.trust)
        # On a terminal only: where the output goes to a file a bar is noise.
        with tqdm(unit="B", unit_scale=True, leave=False, disable=not sys.stderr.isatty()) as bar:

            def progress(done: int, whole: int | None, bar: tqdm[NoReturn] = bar) -> None:
                bar.total = whole
                bar.update(done - bar.n)

            made = pull_model(registry, wanted, progress)
        print(f"Installed {made.name}{_used(registry, made)}", file=sys.stderr)
    return 0


def _is_whole(registry: Registry, name: str) -> bool:
    """One that was changed, or whose installing was killed, is not in the way of a pull."""
    there = next((one for one in registry.installed() if one.name == name), None)
    if there is None:
        return False
    problem = _problem(registry.verify, there)
    if problem is not None:
        print(f"{problem.partition(';')[0]}; it is fetched again.", file=sys.stderr)
    return problem is None


def _used(registry: Registry, made: Installed) -> str:
    """Of two models for one job and language the first is used."""
    first = next(one for one in registry.installed() if (one.job, one.language) == (made.job, made.language))
    about = f" ({made.engine}, {made.language})"
    if first.name == made.name:
        return f"{about}; it is used from the next start."
    return f"{about}; {first.name} comes first and is used. To use this one, remove {registry.folder / first.name}."


def _import(registry: Registry, options: argparse.Namespace) -> int:
    from models.importing import Import, import_model

    wanted = Import(source=options.source, trust=options.trust, language=options.language)
    made = import_model(registry, wanted)
    print(f"Imported {made.name}{_used(registry, made)}", file=sys.stderr)
    return 0
