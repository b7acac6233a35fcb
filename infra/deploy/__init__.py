"""From a stage file to a running stage: package, template, change set, pages, and back."""
