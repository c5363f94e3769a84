"""`make mutate`: how many deliberate defects in the core the tests notice.

The operators of cosmic-ray make the mutants. Each mutant runs against the tests that execute its line, according to
coverage, in a copy of the tree: in a fork of a process that has collected the tests, and where that notices nothing, or
can't have the mutant, in a fresh process. The mutants are a sample with a seed: all of them would take hours.
"""
