"""What the functions carry: our code, pinned wheels, Chalice's part."""
