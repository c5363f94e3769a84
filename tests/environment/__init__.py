"""Tests of what is around the program: locks, virtual environments, INSTALL.md, and the wheel."""
