"""From readings of files to raw inputs of indicators: candidates, which of them counts, what was assumed. Pure."""
