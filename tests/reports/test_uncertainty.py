"""How far a score could be off: kept with the score, and told on pages, on paper and over REST."""

import pytest

from assess import scores
from assess.models import Score


def test_a_score_keeps_what_was_drawn_with_its_seed(centre: Score) -> None:
    assert centre.uncertainty is not None
    assert centre.uncertainty["seed"] == int(centre.digest[:12], 16)
    assert centre.uncertainty["band"]["median"] == pytest.approx(71.72, abs=0.5)
    kept = scores.uncertainty_of(centre)
    Score.objects.update(uncertainty=None)
    centre.refresh_from_db()
    assert scores.uncertainty_of(centre) == kept


def test_of_an_empty_draft_nothing_is_drawn(empty: Score) -> None:
    assert empty.uncertainty is None
    assert scores.uncertainty_of(empty) is None
