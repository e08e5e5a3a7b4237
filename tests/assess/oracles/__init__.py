"""Expected values of method-1.0, worked out apart from the product by a reference scorer."""

import json
from pathlib import Path
from typing import Any

SCORING: dict[str, Any] = json.loads(
    (Path(__file__).parent / "scoring_oracles.json").read_text(encoding="utf-8")
)
TOLERANCE = 1e-3
