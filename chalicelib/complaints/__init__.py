"""Sent without a name, followed by a code: Article 18."""
