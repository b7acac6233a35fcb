"""A reason to change the list; bringing systems in line: Articles 5-2 and 13."""
