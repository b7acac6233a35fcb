"""Commands of a stage's operator."""
