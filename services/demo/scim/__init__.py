"""The SCIM API of the sample identity domains (docs.oracle.com, Identity/api-getstarted)."""
