"""Values, errors, times, and `Secret`, the only type that holds a password."""
