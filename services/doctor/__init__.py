"""Why Email Delivery rejects an email, with fixes, and what is known of whether accepted mail arrives."""
