"""Commands of this machine."""
