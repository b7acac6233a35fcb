"""One verification, from filing to closing: Articles 7, 10 and 11."""
