"""Texts between machines and people: JSON, base64url, digits of a QR code, printed codes."""
