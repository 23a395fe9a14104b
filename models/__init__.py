"""Model files: which are known, which are installed, and whether each is what it should be."""
