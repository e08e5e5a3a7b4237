"""Examples of advice for the schema. The tests send exactly these."""

from drf_spectacular.utils import OpenApiExample


def _request(name: str, value: object) -> OpenApiExample:
    return OpenApiExample(name, value=value, request_only=True)


BUDGET = _request(
    "1,024 A100 for 30 days",
    {"order": {"cards": 1024, "days": 30, "card": "a100-sxm-80", "mfu": "40%"}},
)
MODEL = _request(
    "The report's 175B on 3500B tokens", {"order": {"params": "175B", "tokens": "3500B"}}
)
SERVING = _request(
    "Llama 2 70B at 10 requests a second",
    {
        "order": {
            "queries_per_s": 10, "tokens_in": 1024, "tokens_out": 256, "ttft_s": {"value": "2000", "unit": "ms"},
            "tpot_s": 0.2, "layers": 80, "hidden": 8192, "heads": 64, "kv_heads": 8, "feed_forward": 28672,
            "vocabulary": 32000, "gated": 1, "tied": 0, "card": "h100-sxm",
        }
    },
)  # fmt: skip
