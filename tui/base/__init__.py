"""What every screen and dialog stands on: the app's base class, messages, background work, and the key queue."""
