"""`make bench`: how fast the program is, beside the OCI CLI and the least that is possible."""
