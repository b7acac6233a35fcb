"""moto inside this process, repaired where it falls short."""
