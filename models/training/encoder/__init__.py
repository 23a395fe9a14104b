"""Trains the sentence encoder with its red-flag heads: data in; ONNX, figures and card out."""
