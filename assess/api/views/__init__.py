"""One verb per view, one noun per file."""
