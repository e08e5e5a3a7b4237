"""The section on what each weight does to the score."""

from reports.documents.document import Block, Column, Figure, Heading, Paragraph, Points, Table
from reports.documents.writer import Writer
from reports.numbers import index, share, signed
from reports.pictures import slopes
from reports.sensitivity import OtherLevel, Sensitivity, WeightFigures


def sensitivity(write: Writer) -> list[Block]:
    """Whether the level depends on a weight, the picture, and the table of pillars and domains."""
    found = write.told.sensitivity
    if found is None or not found.rows:
        return []
    heading = Heading(2, write("权重的影响", "What each weight does"))
    picture = Figure(slopes(found, write.language), write.method_source, 0.88)
    return [heading, *_level(write, found), _table(write, found), picture]


def _level(write: Writer, found: Sensitivity) -> list[Block]:
    level = write.of(found.level)
    if not found.deciding:
        text = write(
            f"每次只改变一个权重，其余保持比例：任何单个权重在 0 至 2 倍之间变动，等级（{level}）都不变。",
            f"One weight at a time is changed, the others keep their proportions: whichever weight lies anywhere between nothing and twice its value, the level ({level}) stays the same.",
        )
        return [Paragraph(text)]
    intro = write(
        f"每次只改变一个权重，其余保持比例。等级（{level}）取决于以下权重：",
        f"One weight at a time is changed, the others keep their proportions. The level ({level}) depends on these weights:",
    )
    lines = tuple(_line(write, row, other) for row in found.deciding for other in row.others)
    return [Paragraph(intro), Points(lines)]


def _line(write: Writer, row: WeightFigures, other: OtherLevel) -> str:
    name = f"{row.code} {write.of(row.name)}" if row.kind == "indicator" else write.of(row.name)
    factor, weight, level = index(other.factor), share(other.weight), write.of(other.level)
    if other.factor < 1:
        return write(
            f"{name}：权重降到 {factor} 倍及以下（{weight} 分）时为 {level}。",
            f"{name}: {level} from {factor} times its weight down ({weight} points).",
        )
    return write(
        f"{name}：权重升到 {factor} 倍及以上（{weight} 分）时为 {level}。",
        f"{name}: {level} from {factor} times its weight up ({weight} points).",
    )


def _table(write: Writer, found: Sensitivity) -> Table:
    rows = tuple(
        (write.of(row.name), share(row.weight), signed(row.slope), _range(row.narrow),
         _range(row.wide))
        for row in found.branches
    )  # fmt: skip
    columns = (
        Column(write("支柱与领域", "Pillar or domain"), 1.7),
        Column(write("权重（分）", "Weight (points)"), 0.8, "right"),
        Column(write("权重 +10%", "+10 % of the weight"), 0.8, "right"),
        Column(write("0.75 至 1.25 倍时的总分", "Overall at 0.75 to 1.25 times"), 1.3, "right"),
        Column(write("0 至 2 倍时的总分", "Overall at 0 to 2 times"), 1.3, "right"),
    )
    caption = write("各权重对综合得分的影响", "What each weight does to the overall score")
    return Table(caption, columns, rows, write.method_source)


def _range(ends: tuple[float, float]) -> str:
    return f"{share(ends[0])} ~ {share(ends[1])}"
