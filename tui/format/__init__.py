"""How ages, audits, destinations, and interrupted credentials are written for people."""
