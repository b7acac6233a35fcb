"""Commands of offices, units and their programmers."""
