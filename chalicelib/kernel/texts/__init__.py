"""Texts between machines and people: names and id numbers, JSON, base64url, digits, codes."""
