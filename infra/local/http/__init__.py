"""One port: forms, static files, the gateway."""
