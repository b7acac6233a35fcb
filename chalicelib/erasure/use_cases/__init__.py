"""Load, decide, store, record."""
