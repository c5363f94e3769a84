"""What each picture shows, and the keys that lead there."""
