"""`mianzheng`: a file a command, in the room of whom it serves: the laptop, an office, a stage."""
