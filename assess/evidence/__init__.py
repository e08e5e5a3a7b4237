"""Raw tool output as evidence: bytes in, readings and findings out. Pure: no framework, no clock, no database."""
