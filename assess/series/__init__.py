"""From the samples that a cluster reports to one figure for a period: rules, what is covered, what is missing. Pure."""
