"""What is forgotten, and stays forgotten."""
