"""The face: what the resident sees, in its own process, fed by messages over a Unix socket."""

import os

# pygame greets on standard output, which belongs to the command line.
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
