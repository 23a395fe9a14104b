"""What the speech-output tests share: a tiny real Piper voice."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def tiny_voice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real Piper voice, built from nothing but code."""
    pytest.importorskip("onnx", reason="the development package onnx builds the tiny Piper voice")
    from models.build.tiny_piper import build_tiny_voice

    return build_tiny_voice(tmp_path_factory.mktemp("voice"))
