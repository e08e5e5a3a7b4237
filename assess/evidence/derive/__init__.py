"""From readings and events to the raw inputs of indicators. Pure: what is assumed is told in findings."""
