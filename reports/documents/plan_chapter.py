"""A kept plan -> the chapter “Capacity plan”, in the manner of CAICT's report: results, formulas, pictures, assumptions."""

from collections.abc import Mapping
from typing import Any

from assess.models import CapacityPlan
from reports.documents.document import (
    Block,
    Column,
    Cover,
    Document,
    Figure,
    Formula,
    Heading,
    Paragraph,
    Table,
    Words,
)
from reports.documents.plan_sites import owned, planes, variants, volumes
from reports.documents.plan_workbook import OURS
from reports.documents.plan_writer import PlanWriter
from reports.documents.writer import Language
from reports.numbers import exact, quantity
from reports.plan_pictures import pictures
from reports.plan_results import LINES, assumptions


def plan_chapter(plan: CapacityPlan, language: Language) -> Document:
    """Write the chapter of a computed plan in a language."""
    write = PlanWriter(plan, language)
    made, title = plan.created_at, write(f"容量规划：{plan.name}", f"Capacity plan: {plan.name}")
    organisation = plan.organisation.name if plan.organisation else ""
    cover = Cover(
        title, (title,), "", organisation, write("算衡 SuanHeng", "SuanHeng"), str(made.year),
        f"{made:%Y-%m-%d}", str(plan.pk)[:8],
    )  # fmt: skip
    return Document(
        language=language,
        date=(made.year, made.month, made.day),
        cover=cover,
        words=_words(write),
        notice=(),
        foreword=(),
        body=(
            Heading(1, write("容量规划", "Capacity plan")), *_opening(write, organisation),
            *_results(write), *_body(write), *_steps(write), *_assumptions(write), *_closing(write),
        ),
        chapter=True,
    )  # fmt: skip


def _words(write: PlanWriter) -> Words:
    return Words("", "", "", "", "", write("续表", "Table continued:"))


def _opening(write: PlanWriter, organisation: str) -> list[Block]:
    plan = write.plan
    mode = write("报告附录的方法", "the method of the report's appendix")
    if plan.mode == CapacityPlan.Mode.ENGINEERING:
        mode = write("工程模式", "engineering mode")
    whose = write(f"{organisation}的", f" of {organisation}") if organisation else ""
    found = [
        Paragraph(
            write(
                f"本章为{whose}规划“{plan.name}”，{plan.created_at:%Y-%m-%d} 建立，采用{mode}。订单摘要（SHA-256）为 {plan.digest[:16]}…，以相同输入再次计算得到相同结果。",
                f"This chapter tells the plan “{plan.name}”{whose}, made on {plan.created_at:%Y-%m-%d} by {mode}. The digest of its order (SHA-256) is {plan.digest[:16]}…; the same inputs give the same result.",
            )
        )
    ]
    return [*found, Paragraph(plan.note, write("备注：", "Note: "))] if plan.note else [*found]


def _results(write: PlanWriter) -> list[Block]:
    """The figures that plans are told by, as on the page that compares them."""
    engineering = write.plan.mode == CapacityPlan.Mode.ENGINEERING
    rows = [
        (write.of(line.name), write.value(value, line.unit))
        for line in LINES
        if (value := (line.engineering if engineering else line.report)(write.result)) is not None
    ]
    columns = (
        Column(write("量", "Quantity"), 2.2),
        Column(write("结果", "Result"), 1.4, "right"),
    )
    caption = write("规划结果", "Results of the plan")
    return [
        Heading(2, write("结果", "Results")), Table(caption, columns, tuple(rows), write.source)
    ]  # fmt: skip


def _body(write: PlanWriter) -> list[Block]:
    return (
        _engineering(write) if write.plan.mode == CapacityPlan.Mode.ENGINEERING else _report(write)
    )


def _engineering(write: PlanWriter) -> list[Block]:
    result = write.result
    drawn = pictures(result, write.language)
    charts = [
        drawn.time, drawn.distribution, drawn.tornado, drawn.step, drawn.memory, drawn.storage, drawn.volumes,
        drawn.power, drawn.cost,
    ]  # fmt: skip
    figures = [Figure(chart, write.source) for chart in charts if chart is not None]
    return [
        Heading(2, write("时间、布局与供电", "Time, layouts and power")), *figures,
        _layouts(write), *_site(write), *_chances(write),
    ]  # fmt: skip


def _site(write: PlanWriter) -> list[Block]:
    """Data kept, planes and cost; of a plan that an earlier planner computed the parameter plane alone."""
    if not write.result.get("planes"):
        return [_fabric(write)]
    return [*volumes(write), planes(write), variants(write), *owned(write)]


def _layouts(write: PlanWriter) -> Table:
    heads = (
        "TP", "PP", "DP", write("微批", "Micro-batch"), write("一步（秒）", "Step (s)"), "MFU",
        write("显存（GB）", "Memory (GB)"),
    )  # fmt: skip
    rows = tuple(
        (
            exact(row["tensor"]), exact(row["pipeline"]), exact(row["data"]), exact(row["micro_batch"]),
            quantity(row["seconds"]), f"{100 * row['mfu']:.1f}%",
            quantity(row["states_gb"] + row["activations_gb"]),
        )
        for row in write.result["layouts"]
    )  # fmt: skip
    caption = write("最快的并行布局", "The fastest parallel layouts")
    return Table(caption, tuple(Column(head, 1, "right") for head in heads), rows, write.source)


def _fabric(write: PlanWriter) -> Table:
    found = write.result["fabric"]
    rows = (
        (write("层数", "Tiers"), found["tiers"]), (write("端口", "Ports"), found["ports"]),
        ("Leaf", found["leaf"]), ("Spine", found["spine"]), (write("核心", "Core"), found["core"]),
        (write("Leaf 至 Spine 的线缆", "Cables, leaf to spine"), found["leaf_spine_links"]),
        (write("Spine 至核心的线缆", "Cables, spine to core"), found["spine_core_links"]),
        (write("光模块", "Optical modules"), found["optics"]),
    )  # fmt: skip
    columns = (
        Column(write("项目", "Item"), 2.2),
        Column(write("数量", "Number"), 1.4, "right"),
    )
    told = tuple((name, exact(value)) for name, value in rows)
    return Table(write("参数面组网", "The parameter plane"), columns, told, write.source)


def _chances(write: PlanWriter) -> list[Block]:
    chances = write.result["chances"]
    rows = [(write("日历天数", "Calendar days"), chances["days"]),
            (write("用电量（MWh）", "Energy (MWh)"), chances["energy_mwh"])]  # fmt: skip
    if chances["cost"]:
        rows.append((write("租用费用", "Cost on rented cards"), chances["cost"]))
    if chances.get("owned_cost"):
        rows.append(
            (write("自有集群的费用", "Cost on a cluster of one's own"), chances["owned_cost"])
        )
    columns = (
        Column(write("量", "Quantity"), 2),
        *(Column(head, 1, "right") for head in ("P10", "P50", "P90")),
    )
    told = tuple((name, *(quantity(value) for value in values)) for name, values in rows)
    text = write(
        f"对利用率、故障率、恢复用时、停顿、PUE 与价格抽样 {chances['draws']:,} 次；利用率取自 {chances['families']} 组公开训练的实际水平，而非上表的布局。",
        f"{chances['draws']:,} draws of utilisation, failures, restart, pause, PUE and price; the utilisation is drawn from what {chances['families']} families of published trainings reached, not from the layouts above.",
    )
    caption = write("不确定性", "How sure this is")
    return [Paragraph(text), Table(caption, columns, told, write.source)]


def _report(write: PlanWriter) -> list[Block]:
    return [
        Heading(2, write("存储与网络", "Storage and networks")), _storage(write), _planes(write)
    ]  # fmt: skip


def _storage(write: PlanWriter) -> Table:
    names = ("count", "raw_tb", "training_tb", "checkpoint_tb", "archive_tb", "total_tb")
    heads = (
        write("个数", "How many"), write("原始数据", "Raw data"),
        write("训练数据", "Training data"), write("检查点", "Checkpoints"), write("归档", "Archive"),
        write("合计", "Total"),
    )  # fmt: skip
    columns = (
        Column(write("模型", "Model"), 1.3),
        Column(write("参数量（十亿）", "Parameters (10⁹)"), 1.1, "right"),
        *(Column(head, 1, "right") for head in heads),
    )
    rows = tuple(
        (
            write.of(row["name"]),
            quantity(row["params"] / 1e9),
            *(quantity(row[name]) for name in names),
        )
        for row in write.result["storage_table"]["rows"]
    )
    caption = write("按模型计的存储（TB）", "Storage by models (TB)")
    return Table(caption, columns, rows, write.source)


def _planes(write: PlanWriter) -> Table:
    columns = (
        Column(write("平面", "Plane"), 1.5), Column(write("端口", "Port"), 1.3, "right"),
        Column(write("服务器端口", "Server ports"), 1, "right"),
        Column(write("存储端口", "Storage ports"), 1, "right"), Column(write("规则", "Rule"), 2.6),
    )  # fmt: skip
    rows = tuple(
        (
            write.of(row["name"]), f"{row['ports_per_server']} × {quantity(row['port_gbit_s'])} Gbit/s",
            exact(row["server_ports"]), exact(row["storage_ports"]), write.of(row["rule"]),
        )
        for row in write.result["networks"]
    )  # fmt: skip
    return Table(write("四个网络平面", "Four network planes"), columns, rows, write.source)


def _steps(write: PlanWriter) -> list[Block]:
    """Every formula with its numbers."""
    return [
        Heading(2, write("逐步计算", "Every step with its numbers")),
        *(_formula(write, step) for step in write.result["explain"]),
    ]


def _formula(write: PlanWriter, step: Mapping[str, Any]) -> Formula:
    subject = f" · {write.of(step['subject'])}" if step.get("subject") else ""
    unit = step["unit"]
    words = write.of(unit) if isinstance(unit, Mapping) else write.unit(unit)
    return Formula(
        label=f"{write.of(step['name'])}{subject}（{write.of(step['source'])}）"
        if write.language != "en"
        else f"{write.of(step['name'])}{subject} ({write.of(step['source'])})",
        text=step["formula"],
        substituted=step["substituted"],
        result=f"{quantity(step['result'])} {words}".strip(),
    )


def _assumptions(write: PlanWriter) -> list[Block]:
    heading = Heading(2, write("依据与假定", "What the plan rests on"))
    if write.plan.mode == CapacityPlan.Mode.REPORT:
        columns = (
            Column(write("编号", "No."), 0.4),
            Column(write("报告中的问题", "Open point of the report"), 2),
            Column(write("采用的读法", "Reading taken"), 2),
        )
        rows = tuple(
            (row["code"], write.of(row["issue"]), write.of(row["reading"]))
            for row in write.result["assumptions"]
        )
        caption = write("报告各处的读法", "How open points of the report are read")
        return [heading, Table(caption, columns, rows, write.source)]
    columns = (
        Column(write("输入", "Input"), 1.6), Column(write("值", "Value"), 1.2, "right"),
        Column(write("来源", "Source"), 1.8),
    )  # fmt: skip
    told = tuple(
        (write.of(row.field.label), write.value(row.value, row.field.unit), write.of(row.source))
        for row in assumptions(write.plan.order, write.result)
    )
    return [heading, Table(write("输入及其来源", "Inputs with their sources"), columns, told, write.source)]  # fmt: skip


def _closing(write: PlanWriter) -> list[Block]:
    return [
        Heading(2, write("声明", "Statement")), Paragraph(write.of(OURS)),
        Paragraph(write(
            "规划依据输入与公开资料推算，不含施工、供货与现场条件；实际建设前应由专业人员复核。",
            "The plan is derived from its inputs and published material; construction, supply and the site are not in it. Have it reviewed before building.",
        )),
    ]  # fmt: skip
