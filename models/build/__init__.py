"""Small real models made from nothing but code: for tests, and for machines that never saw a network."""
