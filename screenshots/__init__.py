"""`make screenshots`: every picture, taken from the sample tenancy."""
