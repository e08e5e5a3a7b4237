"""Requests of ours to addresses that others name: which may be asked, how they are signed and sent. No framework."""
