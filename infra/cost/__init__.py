"""What the system costs to run: counted calls and bytes, times a table of prices."""
