"""The nine verdicts on a proof, without an account or a server."""
