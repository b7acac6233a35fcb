"""Aggregates as items of the one table."""
