"""The list held to the rule, row by row: Articles 2 and 7."""
