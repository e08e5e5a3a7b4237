"""Samples as Prometheus writes them: a scrape file, read into the same batch as JSON."""

from collections.abc import Iterable, Mapping
from typing import IO, Any

from django.utils.translation import gettext as _
from prometheus_client.metrics_core import Metric
from prometheus_client.openmetrics.parser import text_string_to_metric_families as open_metrics
from prometheus_client.parser import text_string_to_metric_families as text_format
from prometheus_client.samples import Sample
from rest_framework.parsers import BaseParser

from assess.api.parsers import LIMIT
from assess.api.problems import TooLarge, Unreadable

METRIC = "suanheng_input"
LABELS = frozenset({"input", "unit"})
SHOWN = 200


class TextFormatParser(BaseParser):
    """Prometheus' text format; times in milliseconds, as the format has them."""

    media_type = "text/plain"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """Read the body; raise TooLarge or Unreadable."""
        raw = stream.read(LIMIT + 1)
        if len(raw) > LIMIT:
            raise TooLarge(_("At most %(limit)d bytes; send it in parts.") % {"limit": LIMIT})
        try:
            return {"samples": _items(self.families(raw.decode()))}
        except (ValueError, IndexError, KeyError) as error:
            raise Unreadable(str(error)[:SHOWN]) from error

    def families(self, text: str) -> Iterable[Metric]:
        """The metrics of a text."""
        return text_format(text)


class OpenMetricsParser(TextFormatParser):
    """OpenMetrics; times in seconds, ``# EOF`` at the end."""

    media_type = "application/openmetrics-text"

    def families(self, text: str) -> Iterable[Metric]:
        """The metrics of a text."""
        found: Iterable[Metric] = open_metrics(text)  # type: ignore[no-untyped-call]  # has no types
        return found


def _items(families: Iterable[Metric]) -> list[dict[str, Any]]:
    """Every sample of the one metric that is meant for us; others may stand beside it."""
    samples = (sample for family in families for sample in family.samples)
    return [_item(sample) for sample in samples if sample.name == METRIC]


def _item(sample: Sample) -> dict[str, Any]:
    unknown = sorted(set(sample.labels) - LABELS)
    if unknown or sample.timestamp is None:
        words = _("%(metric)s has the labels input and unit, and a time; found: %(found)s")
        raise ValueError(words % {"metric": METRIC, "found": ", ".join(unknown) or "–"})
    value, time = repr(float(sample.value)), float(sample.timestamp)
    return {**sample.labels, "value": value, "time": time}
