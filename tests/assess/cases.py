"""Worked examples of the method as facts in the framework's own input codes.

The figures of the report's cases and of published clusters are those of docs/method.md's examples; the
1,024-card centre is made up. Demo data can be compared with these.
"""

from functools import cache
from pathlib import Path

from assess.scoring.results import Facts
from indicators.definitions import Framework, Profile
from indicators.load import read
from indicators.parsing import build_framework, build_profile

SHIPPED = Path(__file__).parents[2] / "indicators"

TECHCO_BEFORE = Facts(
    {
        "nodes": 125,
        "availability": 50,
        "operating_hours": 24,
        "failures": 1,
        "failed_node_events": 1,
        "observed_days": 1,
        "mean_time_to_recover": 15,
    }
)
"""某科技公司 before its upgrade: 1 failure a day on 1,000 cards, below 50 % available, 15 minutes to recover."""

TECHCO_BEFORE_SAME_TWO = Facts({"availability": 50, "mean_time_to_recover": 15})
TECHCO_AFTER_60 = Facts({"availability": 60, "mean_time_to_recover": 1})
TECHCO_AFTER_70 = Facts({"availability": 70, "mean_time_to_recover": 1})
"""After it: “可用度提升 20%” read as 20 % more, and as 20 points more."""

META = Facts(
    {
        "nodes": 2048,
        "cards_per_node": 8,
        "card_peak": 989.4,
        "availability": 90,
        "operating_hours": 54 * 24,
        "failures": 419,
        "failed_node_events": 419,
        "observed_days": 54,
        "storage_capacity": 240,
        "storage_bandwidth": 2000,
        "card_bandwidth": 900,
        "node_bandwidth": 400,
        "mfu": 41,
    }
)
"""Meta, Llama 3: 16,384 H100, 54 days, 419 unexpected interruptions; 90 % is a lower bound."""

ANT = Facts({"availability": 99, "mfu": 62})
MEGASCALE = Facts(
    {"availability": 90, "mfu": 55.2, "mean_time_to_locate": 10, "mean_time_to_recover": 15}
)
CASES = {
    "Meta_Llama3": META,
    "Ant": ANT,
    "MegaScale": MEGASCALE,
    "TechCo_after_60pct": TECHCO_AFTER_60,
}

SEED_ONLY = {
    "Meta": Facts(
        {
            "nodes": 2048,
            "cards_per_node": 8,
            "operating_hours": 54 * 24,
            "failures": 419,
            "failed_node_events": 419,
            "observed_days": 54,
            "node_bandwidth": 400,
        }
    ),
    "Ant": ANT,
    "MegaScale": Facts({"mfu": 55.2}),
    "TechCo_after_60pct": TECHCO_AFTER_60,
}
"""What the report alone says, without other publications."""

CENTRE_INPUTS = {
    "nodes": 128,
    "cards_per_node": 8,
    "card_peak": 312,
    "max_cluster_cards": 4096,
    "card_fp16_tflops": 312,
    "bw_per_u": 30,
    "iops_per_u": 600_000,
    "tb_per_u": 500,
    "storage_reliability": 0.99999,
    "fabric_cards": 4096,
    "card_link_gbs": 400,
    "availability": 93,
    "mttf": 60,
    "mtbf": 48,
    "daily_failure_rate": 0.39,
    "pue": 1.35,
    "plan_params": 13e9,
    "plan_tokens": 2e12,
    "plan_days": 30,
    "plan_utilisation": 0.4,
    "hfu": 46,
    "storage_capacity": 10,
    "storage_bandwidth": 200,
    "iops": 5e6,
    "card_bandwidth": 400,
    "node_bandwidth": 100,
    "network_efficiency": 78,
    "mfu": 40,
    "scaling_linearity": 91,
    "compression_ratio": 0.27,
    "accuracy_before": 68.0,
    "accuracy_after": 67.3,
    "latency_p99": 37.62,
    "ttft_slo": 2.0,
    "tpot_slo": 0.2,
    "output_tokens": 200,
    "mean_time_to_locate": 25,
    "mean_time_to_recover": 12,
}
CENTRE_CREDITS = {
    "T01-2": 1.0,
    "T03-1": 1.0,
    "T03-2": 0.5,
    "T04-1": 1.0,
    "T04-2": 0.5,
    "T05-1": 0.5,
    "T05-2": 1.0,
    "T05-3": 0.5,
    "T06-1": 0.0,
    "T06-2": 1.0,
    "T06-3": 0.25,
    "T07-1": 1.0,
    "T07-2": 0.5,
    "T08-2": 0.5,
    "T09-1": 1.0,
    "T09-2": 0.5,
    "T11-1": 1.0,
    "T11-2": 1.0,
    "T11-3": 1.0,
    "T12-1": 1.0,
    "T13-1": 0.5,
    "T14-1": 1.0,
    "T14-2": 1.0,
    "T14-3": 0.5,
    "T14-4": 0.5,
    "T14-5": 0.25,
    "T14-6": 0.0,
}
CENTRE_EVIDENCE = {
    **dict.fromkeys(("T03", "T05", "T06", "T14", "P14", "P19", "P20"), "E1"),
    **dict.fromkeys(("T01", "T04", "T07", "T08", "T13", "P06", "P08", "P10", "P11"), "E2"),
    **dict.fromkeys(("T02", "T09", "T10", "T11", "T12", "P01", "P02", "P03", "P04", "P07"), "E3"),
    **dict.fromkeys(("P09", "P12", "P13", "P15", "P16", "P17"), "E3"),
    "P05": "E4",
}
CENTRE = Facts(CENTRE_INPUTS, CENTRE_CREDITS, {"T05-4": "one site"}, CENTRE_EVIDENCE)
"""A made-up centre of 1,024 cards: all known but P18, one criterion not applicable."""


@cache
def framework() -> Framework:
    """The framework as shipped."""
    return build_framework(read(SHIPPED / "frameworks" / "caict-2024.toml"))


@cache
def profile(code: str = "default") -> Profile:
    """A scoring profile as shipped."""
    return build_profile(read(SHIPPED / "profiles" / f"{code}.toml"), framework())
