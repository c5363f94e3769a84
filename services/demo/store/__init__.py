"""What the sample tenancy contains: one file for each kind of resource."""
