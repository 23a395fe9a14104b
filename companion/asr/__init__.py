"""Hearing: voice activity, recognisers, and the end of a turn."""
