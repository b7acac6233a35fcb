"""What an edition becomes for everybody: Articles 13 and 14."""
