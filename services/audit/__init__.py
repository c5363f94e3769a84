"""Every SMTP credential in the tenancy, with findings, and what couldn't be read."""
