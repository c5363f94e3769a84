"""The terminal: its input, its reports, its end, and the one file with the private names of Textual."""
