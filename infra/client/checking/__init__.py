"""Check receipts, proofs and editions offline."""
