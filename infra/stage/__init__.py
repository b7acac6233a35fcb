"""One stage: its file, account, tables, state."""
