"""Sign-in, staying signed in, the first run, switching the profile, and interrupted work."""
