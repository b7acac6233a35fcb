"""Settings: the environment, read once at start-up and frozen."""
