"""One stage: what its file says, and the account it lives in."""
