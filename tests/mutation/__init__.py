"""`make mutate`: how much of the core can be broken without a test noticing.

Mutants are made with cosmic-ray's operators. Each is tried against the tests that execute its line, as coverage tells,
in a copy of the tree. A sample with a seed is tried, because all of them would take a day.
"""
