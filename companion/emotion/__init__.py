"""The resident's mood, guessed from the words: a guess with a certainty, often "unsure" (P10)."""
