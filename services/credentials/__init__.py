"""The core: create a credential once, write each step to the journal, recover, roll back, and rotate."""
