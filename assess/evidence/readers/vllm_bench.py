"""vLLM ``bench serve`` (earlier ``benchmark_serving.py``): results as JSON, one or several runs."""

from assess.evidence.reading import Extract, Match
from assess.evidence.registry import Reader
from assess.evidence.serving_results import Kind, names_sglang, read_results
from assess.evidence.source import Source
from indicators.records import Text

KIND = Kind("vllm_bench", "vLLM bench serve", sglang=False)
KEYS = ('"request_throughput"', '"completed"', '"total_output_tokens"')


def recognise(source: Source) -> Match:
    """Told by its counts and rate, and by the absence of SGLang's names."""
    if all(key in source.head for key in KEYS) and not names_sglang(source):
        return Match(1.0, f"keys {', '.join(KEYS)}")
    return Match(0.0, f"no keys {', '.join(KEYS)}")


def read(source: Source) -> Extract:
    """Rates and latencies of every run."""
    return read_results(source, KIND)


READER = Reader(
    KIND.kind,
    Text("vLLM 服务压测（JSON）", "vLLM serving benchmark (JSON)"),
    (KIND.tool,),
    recognise,
    read,
)
