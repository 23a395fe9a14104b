"""Examines the board and the engines: what works, what does not, and what to do about it."""
