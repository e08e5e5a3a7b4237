"""The report as JSON: the document, every figure behind it, and the facts from which anybody can compute it again."""

import json
from dataclasses import asdict

from django.core.serializers.json import DjangoJSONEncoder

from assess.models import Score
from reports.dashboard import Dashboard
from reports.documents.document import Document


def encoded(told: Dashboard, document: Document, score: Score) -> bytes:
    """UTF-8 JSON; the same score gives the same bytes."""
    content = {
        "number": told.edition.number,
        "digest": score.digest,
        "kind": score.kind,
        "document": asdict(document),
        "figures": asdict(told),
        "facts": score.facts,
        "result": score.result,
    }
    text = json.dumps(content, ensure_ascii=False, indent=1, cls=DjangoJSONEncoder)
    return text.encode()
