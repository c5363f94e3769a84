"""Rotating and generating for many users: planned first, then carried out row by row, and resumed after any end."""
