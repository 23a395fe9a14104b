"""What an answer means: one file for each kind of question."""
