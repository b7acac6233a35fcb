"""Routes and JSON."""
