"""Tests that start the program in a real terminal, and press keys.

In tmux, GNU screen, mosh, and ssh, the installed program starts. On a line of its own it is a fork of a process that
has imported the program and run nothing (`nursery`).
"""
