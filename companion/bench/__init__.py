"""Measures every stage and the whole on this machine; `companion bench` prints what it finds."""
