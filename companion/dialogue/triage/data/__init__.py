"""What triage knows, as tables: spelling, concepts, figures of speech, frames, and the rules of the ten categories."""
