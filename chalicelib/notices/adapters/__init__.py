"""Hands outward."""
