"""The list as a table: Excel and CSV, read, checked, written."""
