"""Checks of this machine and the tenancy: what the program needs, and whether it works.

It changes nothing, except the clipboard, which it tests.
"""
