"""The list: rows, drafts, editions: Articles 2, 5 and 7."""
