"""Every SMTP credential in the tenancy, what is to be said about each, and what could not be read."""
