"""Settings of email clients that already exist: what will fail, never with the password."""
