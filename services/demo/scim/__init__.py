"""The SCIM API of the identity domains (docs.oracle.com, Identity/api-getstarted)."""
