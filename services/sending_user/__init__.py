"""A user that only sends email, with its group and its policy: planned first, then created step by step.

No file records what was done. Before each step, OCI is asked whether the resource exists, so that an interrupted run
continues where it stopped.
"""
