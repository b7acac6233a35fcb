"""Who takes part, and his people: Articles 3, 4, 10-1 and 15."""
