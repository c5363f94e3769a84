"""Who can send from where, according to the policy statements of the tenancy.

Statements are taken apart and evaluated as Oracle documents them. What can't be decided is *undecided*, never a no.
"""
