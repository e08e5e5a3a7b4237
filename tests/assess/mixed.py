"""A folder of mixed raw output of our own: what a site would hand in, by topic."""

from pathlib import Path

FIXTURES = Path(__file__).parent.parent / "evidence" / "fixtures"

MIXED = (
    "prometheus_json/gaps.json",
    "slurm_events/ten_days.txt",
    "meter_csv/registers.csv",
    "cluster_inventory/nodes.csv",
    "ior/two_repetitions.txt",
    "io500/summary.txt",
    "nvbandwidth/four_cards.log",
    "nccl_tests/two_hosts.log",
    "perftest/both_ways_mib.log",
    "megatron_log/deepspeed_recomputed.log",
    "mlperf_accuracy/short_answers.txt",
    "vllm_bench/one_run.json",
    "hf_index/plain.index.json",
    "hf_index/packed.index.json",
    "lm_eval/before.json",
    "lm_eval/after.json",
    "incidents_csv/cluster.csv",
)


def mixed_folder(place: Path) -> Path:
    """A copy of these files, with a file of no known kind among them."""
    for name in MIXED:
        target = place / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes((FIXTURES / name).read_bytes())
    (place / "README.txt").write_text("Acceptance tests of March\n")
    return place
