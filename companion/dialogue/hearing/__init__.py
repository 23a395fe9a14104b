"""A short spoken hearing test: three digits at a time, from which the voice's level and high tones are set."""
