"""Other resources of OCI: compartments, approved senders, email domains, suppressions, limits, and vaults."""
