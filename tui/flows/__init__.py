"""Jobs with several questions, each one function to read from top to bottom: generate, allow, rotate, edit, delete."""
