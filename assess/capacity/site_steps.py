"""The formulas of a plan's site with the numbers put in: data kept, ports of the planes, cost of owning."""

from collections.abc import Iterator

from assess.capacity.cost import HOURS_PER_YEAR
from assess.capacity.engineering import EngineeringPlan
from assess.capacity.plan_step import PlanStep, in_formula
from assess.capacity.planes import PlaneFabric
from assess.capacity.volumes import MODALITIES, Volume
from indicators.records import Text

TABLE = Text("报告附录表 1；A1–A5", "report, appendix, table 1; A1 to A5")
PLANE = Text("报告附录（三）；docs/planner.md", "report, appendix (3); docs/planner.md")
OWN = Text("docs/planner.md，自有集群的费用", "docs/planner.md, cost of owning")


def site_steps(plan: EngineeringPlan) -> Iterator[PlanStep]:
    """Data of each model and in all, each plane, and the cost where a price is known."""
    yield from _volumes(plan)
    yield from (_plane(plane) for plane in plan.planes)
    if plan.owned.known:
        yield from _cost(plan)


def _volumes(plan: EngineeringPlan) -> Iterator[PlanStep]:
    kept = plan.volumes
    for place, row in enumerate(kept.rows):
        yield PlanStep(f"kept_{place}", _named(row), "V = k × (V_t + V_r + V_c + V_a)", _sum(row), row.total_tb, "TB", TABLE)  # fmt: skip
    yield PlanStep(
        "kept", Text("须提供的存储", "Storage to provide"), "S = ΣV × (1 + μ) / φ / 1000",
        f"{in_formula(kept.data_tb)} × (1 + {in_formula(kept.metadata_share)}) / {in_formula(kept.fill_level)} / 1000",
        kept.total_pb, "PB", Text("报告附录（二）", "report, appendix (2)"),
    )  # fmt: skip


def _named(row: Volume) -> Text:
    kind = MODALITIES[row.kind]
    return Text(f"{kind.zh}的数据", f"Data of {kind.en[0].lower()}{kind.en[1:]}")


def _sum(row: Volume) -> str:
    parts = (row.training_tb, row.raw_tb, row.checkpoint_tb, row.archive_tb)
    return f"{row.count} × ({' + '.join(in_formula(part) for part in parts)})"


def _plane(plane: PlaneFabric) -> PlanStep:
    found = plane.fabric
    each = f"{plane.server_ports} + {plane.storage_ports} + {plane.other_ports}"
    return PlanStep(
        f"ports_{plane.code}", plane.name, "P = P_s + P_q + P_o; leaf + spine + core",
        f"{each}; {found.leaf} + {found.spine} + {found.core}", found.switches, "count", PLANE,
    )  # fmt: skip


def _cost(plan: EngineeringPlan) -> Iterator[PlanStep]:
    owned, busy = plan.owned, plan.order.prices.busy_share
    amounts = [item.amount for item in owned.items if item.amount]
    yield PlanStep(
        "purchase", Text("购置（所给货币）", "Purchase (currency given)"), "A = Σ q × p", " + ".join(map(in_formula, amounts)) or "0",
        owned.purchase, "", OWN,
    )  # fmt: skip
    operation, energy = owned.operation or 0.0, owned.energy or 0.0
    yield PlanStep(
        "per_year", Text("每年费用（所给货币）", "Cost of a year (currency given)"), "K = A / Y + e + o",
        f"{in_formula(owned.purchase)} / {in_formula(owned.years)} + {in_formula(energy)} + {in_formula(operation)}",
        owned.per_year, "", OWN,
    )  # fmt: skip
    yield PlanStep(
        "per_run", Text("一次训练的费用（所给货币）", "Cost of the training (currency given)"), "R = (A / Y + o) × T / (365 β) + Q × 1000 × p_e",
        f"({in_formula(owned.write_off)} + {in_formula(operation)}) × {in_formula(plan.time.wall_days)} / (365 × {in_formula(busy)})"
        f" + {in_formula(owned.run_energy or 0.0)}",
        owned.per_run, "", OWN,
    )  # fmt: skip
    yield PlanStep(
        "per_card_hour", Text("每卡时费用（所给货币）", "Cost of a card-hour (currency given)"), f"K / (n × {HOURS_PER_YEAR:g} × β)",
        f"{in_formula(owned.per_year)} / ({plan.order.cards} × {HOURS_PER_YEAR:g} × {in_formula(busy)})",
        owned.per_card_hour, "", OWN,
    )  # fmt: skip
