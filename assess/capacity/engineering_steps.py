"""Every formula of an engineering plan with its numbers put in."""

from collections.abc import Iterator

from assess.capacity.engineering_mode import Engineered
from assess.capacity.plan_step import PlanStep, in_formula
from assess.capacity.site_steps import site_steps
from indicators.records import Text


def explain(found: Engineered) -> tuple[PlanStep, ...]:
    """The calculation in its order: operations, time, failures, checkpoints, storage, power."""
    return (*_compute(found), *_failures(found), *_site(found), *site_steps(found.plan))


def _compute(found: Engineered) -> Iterator[PlanStep]:
    plan, training = found.plan, found.plan.order.training
    model, cards = training.model, plan.order.cards
    per_token = plan.flops / training.tokens
    best = plan.candidates[0]
    yield PlanStep(
        "per_token", Text("每 token 计算量", "Operations per token"),
        "F = 3 × (2 N_L + 4 L s a d + 2 h V)",
        f"3 × (2 × {in_formula(model.layer_params())} + 4 × {model.layers} × {model.context} × {model.attention_width}"
        f" + 2 × {model.hidden} × {model.vocabulary})",
        per_token, "FLOP", Text("Narayanan 等，SC21，式 (3)", "Narayanan et al., SC21, equation (3)"),
    )  # fmt: skip
    yield PlanStep(
        "flops", Text("总计算量", "Operations in all"), "C = F × D",
        f"{in_formula(per_token)} × {in_formula(training.tokens)}", plan.flops, "FLOP",
        Text("arXiv:2204.02311，附录 B", "arXiv:2204.02311, appendix B"),
    )  # fmt: skip
    yield PlanStep(
        "step", Text("最优布局一步的时间", "A step of the best layout"),
        "t = D_s × F / (n × p × MFU)",
        f"{in_formula(best.tokens)} × {in_formula(per_token)} / ({cards} × {in_formula(training.machine.peak_tflops)}e12 × {in_formula(best.mfu)})",
        best.seconds, "s", Text("docs/planner.md，单步时间模型", "docs/planner.md, step-time model"),
    )  # fmt: skip
    yield PlanStep(
        "compute_days", Text("无故障时的训练时间", "Training time without failures"),
        "T_c = C / (n × p × MFU) / 86400",
        f"{in_formula(plan.flops)} / ({cards} × {in_formula(training.machine.peak_tflops)}e12 × {in_formula(plan.mfu)}) / 86400",
        plan.time.compute_days, "d", Text("MFU 的定义", "definition of MFU"),
    )  # fmt: skip


def _failures(found: Engineered) -> Iterator[PlanStep]:
    plan, time, operation = found.plan, found.plan.time, found.plan.order.operation
    w, interval = in_formula(operation.blocking_s), in_formula(time.interval_s)
    if operation.failure_rate:
        mtbf = in_formula(time.mtbf_h * 3600)
        yield PlanStep(
            "mtbf_h", Text("集群平均故障间隔", "Mean time between failures"), "M = 24 × 1000 / (m × r)",
            f"24 × 1000 / ({plan.servers} × {in_formula(operation.failure_rate)})", time.mtbf_h, "h",
            Text("arXiv:2410.21680", "arXiv:2410.21680"),
        )  # fmt: skip
        yield PlanStep(
            "interval_s", Text("检查点间隔（Daly）", "Checkpoint interval (Daly)"),
            "Δ = √(2 w M) × (1 + √(w / 2M) / 3 + (w / 2M) / 9) − w",
            f"√(2 × {w} × {mtbf}) × (1 + √({w} / (2 × {mtbf})) / 3 + ({w} / (2 × {mtbf})) / 9) − {w}",
            time.interval_s, "s",
            Text("Daly 2006，式 (37)", "Daly 2006, equation (37)"),
        )  # fmt: skip
    yield PlanStep(
        "effective_share", Text("有效训练时长占比", "Share of effective time"),
        "E = (1 − m r (u + Δ / 2)) / (1 + w / Δ)",
        f"(1 − {plan.servers} × {in_formula(operation.failure_rate)} / 1000 / 86400 × ({in_formula(operation.restart_s)} + {interval} / 2))"
        f" / (1 + {w} / {interval})",
        time.effective_share, "ratio", Text("arXiv:2410.21680，E[ETTR]", "arXiv:2410.21680, E[ETTR]"),
    )  # fmt: skip
    yield PlanStep(
        "wall_days", Text("日历工期", "Calendar time"), "T = T_c / E",
        f"{in_formula(time.compute_days)} / {in_formula(time.effective_share)}", time.wall_days, "d",
        Text("docs/planner.md", "docs/planner.md"),
    )  # fmt: skip


def _site(found: Engineered) -> Iterator[PlanStep]:
    plan = found.plan
    operation, site, storage = plan.order.operation, plan.order.site, plan.storage
    params = plan.order.training.model.total_params()
    yield PlanStep(
        "checkpoint_tb", Text("一个检查点", "A checkpoint"), "S = N × b / 10^12",
        f"{in_formula(params)} × {in_formula(operation.checkpoint_bytes)} / 10^12", storage.checkpoint_tb, "TB",
        Text("BLOOM、Megatron-LM", "BLOOM, Megatron-LM"),
    )  # fmt: skip
    yield PlanStep(
        "write_gb_s", Text("写检查点的带宽", "Bandwidth of writing checkpoints"), "B = S / (0.01 × Δ)",
        f"{in_formula(storage.checkpoint_tb)}e12 / (0.01 × {in_formula(plan.time.interval_s)}) / 10^9", storage.write_gb_s,
        "GB/s", Text("报告 二（二）：等待低于 1%", "report, 2(2): idle below 1 %"),
    )  # fmt: skip
    yield PlanStep(
        "site_mw", Text("全场功率", "Power of the site"), "P = m × p_s × (1 + o) × PUE / 1000",
        f"{plan.servers} × {in_formula(site.server_kw)} × (1 + {in_formula(site.others_share)}) × {in_formula(site.pue)} / 1000",
        plan.power.site_mw, "MW", Text("PUE 的定义；报告表 2", "definition of PUE; report, table 2"),
    )  # fmt: skip
    yield PlanStep(
        "energy_mwh", Text("用电量", "Energy"), "Q = P × 24 × T",
        f"{in_formula(plan.power.site_mw)} × 24 × {in_formula(plan.time.wall_days)}", plan.energy_mwh, "MWh",
        Text("Patterson 等，arXiv:2104.10350", "Patterson et al., arXiv:2104.10350"),
    )  # fmt: skip
