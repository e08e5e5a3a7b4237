"""Examples of the schema and of docs/api.md: Meta's published Llama 3 case. The tests send exactly these."""

from drf_spectacular.utils import OpenApiExample


def _request(name: str, value: object) -> OpenApiExample:
    return OpenApiExample(name, value=value, request_only=True)


CLUSTER = _request(
    "Llama 3: 2,048 nodes of 8 H100",
    {
        "organisation": "7b8f6f1e-7c1a-4f59-9d0e-0a4ad3a1a001",
        "name": "Llama 3 405B",
        "nodes": 2048,
        "cards_per_node": 8,
        "accelerator": "h100-sxm",
        "note": "The Llama 3 Herd of Models, arXiv:2407.21783: 16,384 H100",
    },
)
CLUSTERS = _request(
    "Two sites",
    [
        {
            "organisation": "7b8f6f1e-7c1a-4f59-9d0e-0a4ad3a1a001",
            "name": name,
            "nodes": nodes,
            "cards_per_node": 8,
            "accelerator": "h100-sxm",
        }
        for name, nodes in (("Site A", 256), ("Site B", 128))
    ],
)
SUBMISSION = _request(
    "Llama 3: 54 days of pre-training",
    {
        "cluster": "7b8f6f1e-7c1a-4f59-9d0e-0a4ad3a1a002",
        "title": "Llama 3 405B, 54 days",
        "period_start": "2024-01-01",
        "period_end": "2024-12-31",
        "note": "The dates of the 54 days were not published; the period is the year of publication.",
    },
)
PAPER = "The Llama 3 Herd of Models, arXiv:2407.21783"
REPORT = "CAICT 2024 report, section 2(5)"
MEASUREMENTS = _request(
    "Llama 3: what was published",
    [
        {"input": "availability", "value": "90", "unit": "%", "source": PAPER},
        {"input": "operating_hours", "value": "54", "unit": "d", "source": REPORT},
        {"input": "failures", "value": 419, "source": REPORT},
        {"input": "failed_node_events", "value": 419, "source": REPORT},
        {"input": "observed_days", "value": 54, "unit": "d", "source": REPORT},
        {"input": "storage_capacity", "value": "240", "unit": "PB", "source": PAPER},
        {"input": "storage_bandwidth", "value": "2", "unit": "TB/s", "source": PAPER},
        {"input": "card_bandwidth", "value": "900", "unit": "GB/s", "source": "NVIDIA H100 SXM"},
        {"input": "node_bandwidth", "value": "400", "unit": "GB/s", "source": REPORT},
        {"input": "mfu", "value": "41", "unit": "%", "source": PAPER},
    ],
)
ANSWERS = _request(
    "Llama 3: how well it is borne out",
    [
        {"item": code, "evidence": "E2"}
        for code in ("P01", "P03", "P04", "P08", "P09", "P10", "P11", "P13")
    ],
)
TAKE_OVER = _request(
    "Look at what all figures of the files would change, PUE by the worst meter",
    {"choices": [{"slot": "P05", "rule": "worst"}], "dry_run": True},
)
PLAN = _request(
    "The report's own example",
    {
        "name": "175B in 50 days",
        "order": {
            "params": 175e9,
            "tokens": 3500e9,
            "days": 50,
            "utilisation": 0.4,
            "card_tflops": 300,
        },
    },
)
ENGINEERING = _request(
    "Cards for 13B on 1T tokens in 60 days",
    {
        "name": "13B in 60 days",
        "mode": "engineering",
        "order": {
            "params": "13B",
            "tokens": "1T",
            "days": 60,
            "card": "a100-sxm-80",
            "port_gbit_s": {"value": "50", "unit": "GB/s"},
        },
    },
)
WEBHOOK = _request(
    "Scores and reports of an organisation",
    {
        "organisation": "7b8f6f1e-7c1a-4f59-9d0e-0a4ad3a1a001",
        "name": "inventory",
        "url": "https://hooks.example.org/suanheng",
        "events": ["submission.returned", "score.computed", "report.ready"],
    },
)
SERIES = OpenApiExample(
    "Two figures of a day",
    value={
        "source": "prometheus-daily",
        "samples": [
            {"input": "service_hours", "value": "23.5", "unit": "h", "time": "2025-03-01T00:00:00+08:00"},
            {"input": "mfu", "value": 41.2, "unit": "%", "time": "2025-03-01T00:00:00+08:00"},
        ],
    },
    request_only=True,
    media_type="application/json",
)  # fmt: skip
