"""The sample tenancy: stands in for OCI at the HTTP boundary, with faults that a test can set."""
