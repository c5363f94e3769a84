"""Programs that are killed, suspended, or out of disk space in the middle of a job."""
