"""Ids, clock, errors, callers, texts, people, events, working days; commits and the ports all share."""
