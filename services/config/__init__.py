"""What the person asked for: options, the settings file, OCI profiles, and the paths of our files."""
