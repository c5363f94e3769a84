"""The SMTP conversation with Email Delivery: the test sign-in and the test message."""
