"""Other resources of OCI: compartments, approved senders, the SMTP endpoint, vaults, and secrets in vaults."""
