"""The one table: its records and what its failures mean."""
