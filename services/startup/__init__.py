"""What keeps a start quick: modules that load when they are first used, and when garbage is collected."""
