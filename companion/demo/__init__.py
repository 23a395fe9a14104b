"""The recorded demo: a resident on file talks to the real pipeline, and what it leaves behind."""
