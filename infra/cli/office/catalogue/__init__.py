"""`mianzheng catalogue`: from the units' tables to the published list (Art. 5)."""
