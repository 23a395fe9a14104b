"""Makes a real Vosk model for a list of words out of the acoustic model in the pocketsphinx package, without a network.

    python -m models.build.vosk_from_pocketsphinx OUT WORD...

The Gaussian mixtures of human speech that PocketSphinx uses become a Kaldi network number for number, the dictionary's
pronunciations a decoding graph, and libvosk 0.3.45 loads the folder like any other model. It is for tests, and for
devices that never see a network: it has no context-dependent sounds, so the official models hear better. Use it with
expected phrases; in free decoding it is weak in fast speech and in short words.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Iterable, Sequence
from importlib import metadata
from pathlib import Path

from companion.errors import CompanionError, InputError, ModelError, OutputError
from models.build.kaldi_binary import START
from models.build.kaldi_graph import Pronunciations, Vocabulary, words_to_sounds
from models.build.kaldi_network import FRAMES_AVERAGED, acoustic_network
from models.build.kaldi_phones import SILENCE, Phones
from models.build.sphinx_files import AcousticModel, read_acoustic_model, read_pronunciations

LICENCE_FILE = "LICENCE.txt"
_LICENCE_NOTE = """The acoustic model and the pronunciations in this folder were converted from the files of the
package pocketsphinx {version}. Both notices below go with every copy of it.

"""
_MFCC = """--use-energy=false
--sample-frequency=16000
--window-type=hamming
--frame-length=25.625
--num-mel-bins=25
--num-ceps=13
--low-freq=130
--high-freq=6800
--dither=0
"""
"""pocketsphinx's own features (feat.params) in Kaldi's words; without dither, the same sound gives the same words."""
_DECODER = f"""--min-active=200
--max-active=7000
--beam=13.0
--lattice-beam=6.0
--acoustic-scale=0.35
--frame-subsampling-factor={FRAMES_AVERAGED}
--endpoint.silence-phones=1
--endpoint.rule2.min-trailing-silence=0.5
--endpoint.rule3.min-trailing-silence=0.75
--endpoint.rule4.min-trailing-silence=1.0
"""


def build_vosk_model(out_dir: Path, words: Iterable[str]) -> Path:
    """Build beside `out_dir`, then rename: it is whole or not there. Returns `out_dir`, which must not exist yet.

    Raises InputError naming the words that have no pronunciation, ModelError when pocketsphinx's files are missing,
    OutputError when `out_dir` exists or cannot be written.
    """
    model, pronunciations = _sources(words)
    files = {**_model_files(model, pronunciations), LICENCE_FILE: _licences().encode()}
    try:
        out_dir.parent.mkdir(parents=True, exist_ok=True)
        _write_whole(out_dir, files)
    except OSError as error:
        raise OutputError(f"The model {out_dir} cannot be written ({error.strerror}); choose another place.") from None
    return out_dir


def _sources(words: Iterable[str]) -> tuple[AcousticModel, Pronunciations]:
    folder = _pocketsphinx_folder()
    wanted = sorted({word.lower() for word in words})
    if not wanted:
        raise InputError("A Vosk model needs at least one word.")
    found = read_pronunciations(folder / "cmudict-en-us.dict", wanted)
    unknown = [word for word in wanted if word not in found]
    if unknown:
        raise InputError(f"pocketsphinx's dictionary has no pronunciation for {', '.join(unknown)}; leave them out.")
    return read_acoustic_model(folder / "en-us"), {word: found[word] for word in wanted}


def _pocketsphinx_folder() -> Path:
    try:
        from pocketsphinx import get_model_path
    except ImportError:
        raise ModelError("The package pocketsphinx is missing; its acoustic model is what is converted.") from None
    return Path(get_model_path("en-us"))


def _model_files(model: AcousticModel, pronunciations: Pronunciations) -> dict[str, bytes]:
    """Relative path -> content, as libvosk looks for it (vosk-api src/model.cc)."""
    sounds = [phone for phone in model.phones if phone != SILENCE and not phone.startswith("+")]
    phones, vocabulary = Phones(sounds), Vocabulary(list(pronunciations))
    return {
        "am/final.mdl": START + phones.transition_model() + acoustic_network(model, phones),
        "conf/mfcc.conf": _MFCC.encode(),
        "conf/model.conf": _DECODER.encode(),
        "graph/HCLr.fst": words_to_sounds(pronunciations, vocabulary, phones),
        "graph/Gr.fst": vocabulary.flat_grammar(),
        "graph/words.txt": vocabulary.table().encode(),
        "graph/phones/word_boundary.int": phones.word_boundaries().encode(),
        # There are no disambiguation symbols, but libvosk wants the file.
        "graph/disambig_tid.int": b"",
    }


def _licences() -> str:
    """Both notices: the software's, from the package's record, and the acoustic model's own."""
    package = metadata.distribution("pocketsphinx")
    texts = [file.read_text() for file in package.files or () if file.name == "LICENSE"]
    readme = _pocketsphinx_folder() / "en-us" / "README"
    try:
        texts.append(readme.read_text(encoding="utf-8"))
    except OSError as error:
        raise ModelError(f"The model's licence {readme} cannot be read ({error.strerror}).") from None
    if len(texts) < 2:
        raise ModelError("The licence of pocketsphinx is not installed with it, and must go with the model.")
    return _LICENCE_NOTE.format(version=package.version) + "\n\n".join(texts)


def _write_whole(out_dir: Path, files: dict[str, bytes]) -> None:
    work = Path(tempfile.mkdtemp(prefix=f".{out_dir.name}-", dir=out_dir.parent))
    try:
        made = work / out_dir.name
        for relative, content in files.items():
            path = made / relative
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        made.rename(out_dir)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run as a program; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m models.build.vosk_from_pocketsphinx", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("out", type=Path, metavar="OUT", help="folder to make; must not exist yet")
    parser.add_argument("words", nargs="+", metavar="WORD", help="what the model shall know")
    options = parser.parse_args(arguments)
    try:
        made = build_vosk_model(options.out, options.words)
    except CompanionError as error:
        print(f"vosk_from_pocketsphinx: {error}", file=sys.stderr)
        return error.exit_code
    size = sum(path.stat().st_size for path in made.rglob("*") if path.is_file())
    print(f"Made {made}: {size / 1e6:.1f} MB. Install it with: companion models import {made} --trust")
    return 0


if __name__ == "__main__":
    sys.exit(main())
