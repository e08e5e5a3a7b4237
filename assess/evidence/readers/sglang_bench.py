"""SGLang ``bench_serving`` and ``bench_offline_throughput``: JSON, usually one line a run (``--output-file`` appends)."""

from assess.evidence.reading import Extract, Match
from assess.evidence.registry import Reader
from assess.evidence.serving_results import Kind, names_sglang, read_results
from assess.evidence.source import Source
from indicators.records import Text

KIND = Kind("sglang_bench", "SGLang bench_serving", sglang=True)


def recognise(source: Source) -> Match:
    """Told by its own names beside the rate of requests."""
    if '"request_throughput"' in source.head and names_sglang(source):
        return Match(
            1.0,
            'keys "request_throughput" and "total_output_tokens_retokenized" or "mean_e2e_latency_ms"',
        )
    return Match(0.0, 'no keys "total_output_tokens_retokenized" or "mean_e2e_latency_ms"')


def read(source: Source) -> Extract:
    """Rates and latencies of every run."""
    return read_results(source, KIND)


READER = Reader(
    KIND.kind,
    Text("SGLang 服务压测（JSON、JSONL）", "SGLang serving benchmark (JSON, JSONL)"),
    (KIND.tool,),
    recognise,
    read,
)
