"""The site of an engineering plan in its chapter: data kept, four network planes, cost of owning."""

from reports.documents.document import Block, Column, Paragraph, Table
from reports.documents.plan_writer import NONE, PlanWriter
from reports.numbers import exact, quantity

PARTS = ("raw_tb", "training_tb", "checkpoint_tb", "archive_tb", "total_tb")


def volumes(write: PlanWriter) -> list[Block]:
    """Data of each model, and what is not counted."""
    kept = write.result["volumes"]
    heads = (
        write("个数", "How many"), write("原始数据", "Raw data"), write("训练数据", "Training data"),
        write("检查点", "Checkpoints"), write("归档", "Archive"), write("合计", "Total"),
    )  # fmt: skip
    columns = (
        Column(write("模型", "Model"), 1.6),
        *(Column(head, 1, "right") for head in heads),
    )
    rows = tuple(
        (write.of(row["name"]), exact(row["count"]), *(quantity(row[part]) for part in PARTS))
        for row in kept["rows"]
    )
    total, told = quantity(kept["total_pb"]), [*kept["missing"], *kept["cautions"]]
    text = write(
        f"数据合计 {quantity(kept['data_tb'])} TB，加元数据并按水位折算，须提供 {total} PB。",
        f"{quantity(kept['data_tb'])} TB of data; with metadata and at the fill level {total} PB are to be provided.",
    )
    notes = [Paragraph(write.of(item), write("注意：", "Note: ")) for item in told]
    caption = write("分模态的数据（TB）", "Data kept, by modality (TB)")
    return [Table(caption, columns, rows, write.source), Paragraph(text), *notes]


def planes(write: PlanWriter) -> Table:
    """Ports, switches, cables and optics of each plane and in all."""
    heads = (
        write("网卡", "Network cards"), write("端口", "Ports"), "Leaf", "Spine", write("核心", "Core"),
        write("线缆", "Cables"), write("光模块", "Optics"),
    )  # fmt: skip
    columns = (
        Column(write("平面", "Plane"), 2),
        *(Column(head, 1, "right") for head in heads),
    )
    names = ("nics", "ports", "leaf", "spine", "core", "links", "optics")
    rows = [
        (
            f"{write.of(row['name'])} {row['ports_per_server']} × {quantity(row['port_gbit_s'])} Gb/s",
            *(exact(row[name]) for name in names),
        )
        for row in write.result["planes"]
    ]
    total = write.result["planes_total"]
    switches = write(f"交换机 {exact(total['switches'])}", f"{exact(total['switches'])} switches")
    rows.append(
        (
            write("合计", "In all"), exact(total["nics"]), exact(total["ports"]), switches, "", "",
            exact(total["links"]), exact(total["optics"]),
        )
    )  # fmt: skip
    caption = write("四个网络平面", "Four network planes")
    return Table(caption, columns, tuple(rows), write.source)


def variants(write: PlanWriter) -> Table:
    """The parameter plane built otherwise."""
    heads = (
        write("层数", "Tiers"), "Leaf", "Spine", write("核心", "Core"), write("交换机", "Switches"),
        write("光模块", "Optics"),
    )  # fmt: skip
    columns = (Column(write("组网方式", "How"), 2), *(Column(head, 1, "right") for head in heads))
    names = ("tiers", "leaf", "spine", "core", "switches", "optics")
    rows = tuple(
        (
            write.of(row["name"]),
            *(exact(row["fabric"][name]) if row["fabric"] else NONE for name in names),
        )
        for row in write.result["variants"]
    )
    caption = write("参数面的其他组网方式", "The parameter plane in other ways")
    return Table(caption, columns, rows, write.source)


def owned(write: PlanWriter) -> list[Block]:
    """Purchase, a year, the training; what is missing stands below."""
    found = write.result.get("owned")
    if not found:
        return []
    columns = (
        Column(write("项目", "Item"), 2.4), Column(write("数量", "How many"), 1, "right"),
        Column(write("单价", "Unit price"), 1, "right"), Column(write("金额", "Amount"), 1.2, "right"),
    )  # fmt: skip
    bought = [
        (
            write.of(row["name"]),
            exact(row["quantity"]),
            _amount(row["price"]),
            _amount(row["amount"]),
        )
        for row in found["items"]
    ]
    sums = (
        (write("购置合计", "Purchase"), found["purchase"]),
        (write("每年电费", "Energy, a year"), found["energy"]),
        (write("每年维保与运营", "Upkeep and operation, a year"), found["operation"]),
        (write("每年费用（含折旧）", "A year, write-off included"), found["per_year"]),
        (write("一次训练", "This training"), found["per_run"]),
        (write("每卡时", "A card-hour"), found["per_card_hour"]),
        (write("折旧期内合计", "Until written off"), found["over_years"]),
    )
    rows = (*bought, *((name, "", "", _amount(value)) for name, value in sums))
    caption = write("自有集群的费用（所给货币）", "Cost of a cluster of one's own (currency given)")
    return [Table(caption, columns, rows, write.source), *_lacking(write, found["missing"])]


def _lacking(write: PlanWriter, missing: list[dict[str, str]]) -> list[Block]:
    if not missing:
        return []
    told = write("；", "; ").join(write.of(item) for item in missing)
    return [Paragraph(told, write("以上为下限，缺项：", "The sums are lower bounds; missing: "))]


def _amount(value: float | None) -> str:
    return NONE if value is None else quantity(value)
