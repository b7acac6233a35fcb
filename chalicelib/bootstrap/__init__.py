"""Settings -> ports, made when first touched."""
