"""Who can send from where, according to the policy statements of the tenancy.

Our own rules evaluate the parsed statements. What can't be parsed or decided is *undecided*, never a no.
"""
