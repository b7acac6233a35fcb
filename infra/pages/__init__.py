"""The static pages as they are published: made small without a bundler, versioned as one set."""
