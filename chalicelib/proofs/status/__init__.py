"""The status lists and names anybody fetches to check a proof."""
