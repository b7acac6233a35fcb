"""Back to an earlier time: a copy of the table beside it, looked into, put in its place."""
