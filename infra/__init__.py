"""The tooling around the product: stages, their template, the laptop, the client, the commands."""
