"""The pictures of a plan's site: what fills the storage, and what the training costs on a cluster of one's own."""

from collections.abc import Mapping
from typing import Any

from indicators.records import Text
from reports.charts.spec import Chart
from reports.plan_charts import sum_of_parts

Result = Mapping[str, Any]
MILLION = 1e6


def volumes(result: Result, language: str) -> Chart:
    """What fills the storage, and what is to stay free."""
    kept = result["volumes"]
    sums, data, total = kept["sum"], kept["data_tb"] / 1000.0, kept["total_pb"]
    meta = data * kept["metadata_share"]
    parts = [
        (Text("原始数据", "Raw data"), sums["raw_tb"] / 1000.0),
        (Text("训练数据", "Training data"), sums["training_tb"] / 1000.0),
        (Text("检查点", "Checkpoints"), sums["checkpoint_tb"] / 1000.0),
        (Text("归档检查点", "Archived checkpoints"), sums["archive_tb"] / 1000.0),
        (Text("元数据", "Metadata"), meta),
        (Text("水位以上的余量", "Free above the fill level"), total - data - meta),
    ]
    title = Text("存储容量构成", "What fills the storage")
    return sum_of_parts(title, parts, Text("须提供", "To provide"), Text("PB", "PB"), language)


def cost(result: Result, language: str) -> Chart:
    """What a training costs on a cluster of one's own: its share of what was bought and is run, and its energy."""
    owned = result["owned"]
    amounts = {row["code"]: row["amount"] or 0.0 for row in owned["items"]}
    size, unit = _money(owned["per_run"] or 0.0)
    yearly = owned["run_share"] / owned["years"] / size
    machines = amounts.pop("servers", 0.0) + amounts.pop("cards", 0.0)
    storage = amounts.pop("storage")
    operation = (owned["operation"] or 0.0) * owned["run_share"]
    parts = [
        (Text("服务器与卡", "Servers and cards"), machines * yearly),
        (Text("网络", "Network"), sum(amounts.values()) * yearly),
        (Text("存储", "Storage"), storage * yearly),
        (Text("维保与运营", "Upkeep and operation"), operation / size),
        (Text("电费", "Energy"), (owned["run_energy"] or 0.0) / size),
    ]
    parts = [(name, value) for name, value in parts if value]
    title = Text("自有集群上一次训练的费用", "Cost of the training on a cluster of one's own")
    return sum_of_parts(title, parts, Text("一次训练", "The training"), unit, language)


def _money(amount: float) -> tuple[float, Text]:
    """What to divide by, so that amounts are read easily, and its name."""
    if amount >= MILLION:
        return MILLION, Text("百万（所给货币）", "millions of the currency given")
    return 1.0, Text("所给货币", "the currency given")
