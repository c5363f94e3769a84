"""Why Email Delivery rejects an email: checks of the sender, the user, and the policies, each with its fix."""
