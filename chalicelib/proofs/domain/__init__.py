"""The rule itself: the standard library only."""
