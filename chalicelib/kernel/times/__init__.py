"""Instants, working days, service hours, promised times."""
