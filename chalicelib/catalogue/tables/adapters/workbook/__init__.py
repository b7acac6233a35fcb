"""A bounded reader of .xlsx files."""
