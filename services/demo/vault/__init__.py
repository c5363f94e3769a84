"""The Vault API of the sample tenancy: vaults, keys, secrets, and their content."""
