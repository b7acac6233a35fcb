"""Settings and thin hands: AWS clients, buckets, codec, vault, the site, the one table's record."""
