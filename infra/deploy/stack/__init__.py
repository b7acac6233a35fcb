"""The stack: expanded, linted, changed by change sets."""
