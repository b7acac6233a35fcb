"""The whole system on this machine: one port, the product wired behind it, its stand-ins."""
