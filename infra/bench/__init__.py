"""`make bench`: what is promised in figures, measured."""
