"""The IAM API of the sample tenancy: users, groups, policies, and credentials."""
