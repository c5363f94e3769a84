"""A plan whose programs are killed again and again; in full size with `python -m tests.e2e.fleet`."""
