"""One reader for each format of client settings, with the quoting of its manual."""
