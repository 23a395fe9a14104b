"""Speech output: text to sound and mouth cues, and the queue that speaks."""
