"""Files that survive a crash, and rows as CSV and JSON."""
