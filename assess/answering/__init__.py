"""The form of a submission: what it asks, what it shows, and how an indicator's answers are kept."""
