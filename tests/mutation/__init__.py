"""`make mutate`: how many deliberate defects in the core the tests notice.

The operators of cosmic-ray make the mutants. Each mutant runs against the tests that execute its line, according to
coverage, in a copy of the tree. The mutants are a sample with a seed: all of them would take a day.
"""
