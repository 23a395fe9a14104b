"""The sealed log: what was said, readable only by chosen people.

FORMAT.md is the byte layout, THREATS.md what it promises and what it does not. Nothing heavy is imported here: the
database library loads when a log is opened.
"""
