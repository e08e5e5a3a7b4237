"""Capacity planning: pure formulas from a model and a deadline to cards, storage and networks."""
