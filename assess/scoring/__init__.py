"""method-1.0: from raw inputs to indicator, group, pillar and overall scores, and to a level."""

from assess.scoring.method import METHOD, assess

__all__ = ["METHOD", "assess"]
