"""Sign a call, send it, keep its receipt."""
