"""The project's own emotion models and where they lie."""

from __future__ import annotations

from pathlib import Path

WORDS_MODEL = "words-linear.onnx"


def words_model_path() -> Path:
    """The built-in model of emotion from words; its settings lie beside it as `.json`."""
    return Path(__file__).parent / WORDS_MODEL
