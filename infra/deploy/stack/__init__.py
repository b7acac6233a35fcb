"""The stack: expanded, linted, changed by change sets; what was released when."""
