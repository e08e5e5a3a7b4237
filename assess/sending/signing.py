"""Signatures by the Standard Webhooks specification, version 1: HMAC-SHA256 over id, time and body."""

from collections.abc import Sequence
from datetime import datetime

from standardwebhooks import Webhook


def signed_headers(
    secrets: Sequence[str], message: str, sent_at: datetime, body: str
) -> dict[str, str]:
    """The three headers of a message; one signature for each secret, so that a new one can take over from an old one.

    secrets: ``whsec_`` and base64. sent_at: in UTC, whole seconds count.
    Reference: github.com/standard-webhooks/standard-webhooks, spec, "Signature scheme".
    """
    signatures = [Webhook(secret).sign(message, sent_at, body) for secret in secrets]
    return {
        "webhook-id": message,
        "webhook-timestamp": str(int(sent_at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }
