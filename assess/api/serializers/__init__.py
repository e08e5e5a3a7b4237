"""What goes in and out over REST, one noun per file."""
