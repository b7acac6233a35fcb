"""The page and its seal: Article 9."""
