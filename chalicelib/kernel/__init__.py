"""Ids, clock, errors, callers, texts, people, events, working days; commits, the shared ports."""
