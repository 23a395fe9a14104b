"""The conversation: hears, feels, decides, speaks, shows and seals one turn after another."""

__version__ = "0.1.0"
