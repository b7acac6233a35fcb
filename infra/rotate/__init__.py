"""New versions of keys and seals."""
