"""The formulas of a plan as a spreadsheet writes them, over named inputs; each with what the planner computed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assess.calibrations import constants_named
from assess.capacity.architecture import Architecture
from assess.capacity.engineering_mode import engineering_mode
from assess.capacity.storage import TRAINING_BYTES_PER_PARAMETER, raw_times
from indicators.records import Text
from reports.documents.plan_site_formulas import cost_lines, plane_lines, site_inputs, volume_lines

Result = Mapping[str, Any]
Line = tuple[str, str, str, str, str, float | None]
"""Name, Chinese, English, unit, formula, and the planner's own figure where it tells one."""

ALMOST = 9
"""Decimals to which a quotient is rounded before it is rounded up, so that binary fractions buy no card."""


@dataclass(frozen=True)
class Cell:
    """A named cell: what it is, its value or formula, its unit. ``computed``: the planner's own figure of a formula."""

    name: str
    label: Text
    unit: str
    value: float | str | None
    computed: float | None = None

    @property
    def is_formula(self) -> bool:
        """Whether a spreadsheet works it out."""
        return isinstance(self.value, str) and self.value.startswith("=")


def workbook_cells(
    mode: str, order: Mapping[str, Any], result: Result
) -> tuple[tuple[Cell, ...], tuple[Cell, ...]]:
    """Inputs and formulas of a plan, in the order in which they are read.

    Of a plan that reads the report's points otherwise there are no formulas: those of the sheet are the report's own.
    """
    if mode == "engineering":
        return _engineering_inputs(order, result), _engineering(result)
    inputs = _report_inputs(result)
    return inputs, () if order.get("choices") else _report(result)


def up(quotient: str) -> str:
    """A quotient rounded up to a whole number."""
    return f"ROUNDUP(ROUND({quotient},{ALMOST}),0)"


def _report_inputs(result: Result) -> tuple[Cell, ...]:
    given = result["inputs"]
    labels = {
        "params": (Text("参数量 N", "Parameters N"), ""),
        "tokens": (Text("训练 token 数 D", "Training tokens D"), "token"),
        "days": (Text("训练时长 T", "Training time T"), "d"),
        "utilisation": (Text("算力利用率 u（HFU）", "Utilisation u (HFU)"), ""),
        "card_tflops": (Text("单卡稠密 16 位峰值 p", "Dense 16-bit peak per card p"), "TFLOPS"),
        "cards_per_server": (Text("每台服务器的卡数 g", "Cards per server g"), ""),
        "port_gbit_s": (Text("每卡网口", "Network port per card"), "Gb/s"),
    }
    cells = [Cell(name, label, unit, given[name]) for name, (label, unit) in labels.items()]
    if given["storage_nodes"]:
        label = Text("存储节点数（给定）", "Storage nodes (given)")
        cells.append(Cell("nodes_given", label, "", given["storage_nodes"]))
    for place, row in enumerate(result["storage_table"]["rows"], start=1):
        name = f"{row['name']['zh']}：参数量", f"{row['name']['en']}: parameters"
        count = f"{row['name']['zh']}：个数", f"{row['name']['en']}: how many"
        cells += [
            Cell(f"stored_params_{place}", Text(*name), "", row["params"]),
            Cell(f"stored_count_{place}", Text(*count), "", row["count"]),
        ]
    return tuple(cells)


def _report(result: Result) -> tuple[Cell, ...]:
    nodes = "nodes_given" if result["inputs"]["storage_nodes"] else up("storage_bandwidth/25")
    ports = {plane["code"]: plane["ports"] for plane in result["networks"]}
    rows = (
        ("total_flops", "总计算量 C", "Operations C", "FLOP", "8*params*tokens", result["total_flops"]),
        ("compute", "算力规模 P", "Compute to install P", "PFLOPS", "total_flops/(days*86400*utilisation)/1E15", result["compute_pflops"]),
        ("cards_exact", "卡数（未取整）", "Cards, unrounded", "", "compute*1000/card_tflops", result["cards_exact"]),
        ("cards", "卡数 n", "Cards n", "", up("cards_exact"), result["cards"]),
        ("servers", "服务器数 m", "Servers m", "", up("cards/cards_per_server"), result["servers"]),
        ("installed_cards", "装机卡数", "Cards installed", "", "servers*cards_per_server", result["installed_cards"]),
        ("storage_bandwidth", "存储总带宽 B", "Storage bandwidth B", "GB/s", "2*compute", result["storage_bandwidth_gb_s"]),
        ("storage_total", "总存储规模 S", "Storage of the site S", "PB", "compute/40", result["storage_total_pb"]),
        ("storage_nodes", "存储节点数", "Storage nodes", "", nodes, result["storage_nodes"]),
        *_stored(result["storage_table"]),
        ("parameter_ports", "参数面端口", "Parameter plane, ports", "", "servers*cards_per_server", ports["parameter"]),
        ("sample_ports", "样本面端口", "Sample plane, ports", "", "2*(servers+storage_nodes)", ports["sample"]),
        ("business_ports", "业务面端口", "Business plane, ports", "", "2*servers", ports["business"]),
        ("management_ports", "管理面端口", "Management plane, ports", "", "servers+storage_nodes", ports["management"]),
    )  # fmt: skip
    return _cells(rows)


def _stored(table: Result) -> list[Line]:
    """The report's table 1, a line for each kind of model and a sum."""
    rows, totals = [], []
    for place, row in enumerate(table["rows"], start=1):
        each, raw = TRAINING_BYTES_PER_PARAMETER[row["kind"]], raw_times(row["kind"])
        params, zh, en = f"stored_params_{place}", row["name"]["zh"], row["name"]["en"]
        parts = (
            ("training", "训练数据", "training data", f"{params}*{each}/1E12"),
            ("raw", "原始数据", "raw data", f"training_tb_{place}*{raw}"),
            ("checkpoint", "检查点", "checkpoints", f"{params}*20*10*24/1E12"),
            ("archive", "归档检查点", "archived checkpoints", f"{params}*20*50/1E12"),
        )
        rows += [
            (
                f"{code}_tb_{place}",
                f"{zh}：{name}",
                f"{en}: {english}",
                "TB",
                formula,
                row[f"{code}_tb"],
            )
            for code, name, english, formula in parts
        ]
        one = "+".join(f"{code}_tb_{place}" for code, *_words in parts)
        totals.append(f"stored_count_{place}*({one})")
    whole = f"({'+'.join(totals)})*1.05/0.7/1000"
    return [*rows, ("storage_table", "按模型计的存储规模", "Storage by models", "PB", whole, table["total_pb"])]  # fmt: skip


def _model(order: Mapping[str, Any]) -> Architecture:
    """The model of a plan, found with the constants that the plan was computed with."""
    constants = constants_named(order.get("calibration"))
    return engineering_mode(order, constants).plan.order.training.model


def _engineering_inputs(order: Mapping[str, Any], result: Result) -> tuple[Cell, ...]:
    """What the formulas start from: what was given, what defaults say, and what the search of layouts found."""
    model, values = _model(order), result["values"]
    price = values["price_per_card_hour"] or 0.0
    rows: Sequence[tuple[str, str, str, str, float | None]] = (
        ("tokens", "训练 token 数 D", "Training tokens D", "token", result["tokens"]),
        ("cards", "卡数 n（整机）", "Cards n, in whole servers", "", result["cards"]),
        ("cards_per_server", "每台服务器的卡数 g", "Cards per server g", "", values["cards_per_server"]),
        ("peak", "单卡稠密 16 位峰值 p", "Dense 16-bit peak per card p", "TFLOPS", values["peak_tflops"]),
        ("mfu", "模型算力利用率 MFU（给定或由布局搜索得出）", "MFU, given or from the search of layouts", "", result["mfu"]),
        ("params", "参数量 N（全部）", "Parameters N, all", "", result["params"]),
        ("layer_params", "层内参数量 N_L（激活）", "Parameters of the layers N_L, active", "", model.layer_params()),
        ("layers", "层数 L", "Layers L", "", model.layers),
        ("context", "上下文 s", "Context s", "token", model.context),
        ("attention_width", "注意力宽度 a d", "Width of attention a d", "", model.attention_width),
        ("hidden", "隐藏维度 h", "Hidden width h", "", model.hidden),
        ("vocabulary", "词表 V", "Vocabulary V", "", model.vocabulary),
        ("bytes_per_token", "每 token 字节数", "Bytes per token", "B", values["bytes_per_token"]),
        ("failure_rate", "故障率 r（每千节点日）", "Failures r per 1,000 node-days", "", values["failure_rate"]),
        ("restart_s", "恢复用时 u", "Restart time u", "s", values["restart_s"]),
        ("blocking_s", "保存检查点的停顿 w", "Pause for a checkpoint w", "s", values["blocking_s"]),
        ("checkpoint_bytes", "检查点每参数字节数 b", "Checkpoint bytes per parameter b", "B", values["checkpoint_bytes"]),
        ("switch_ports", "交换机端口数 k", "Ports of a switch k", "", values["switch_ports"]),
        ("oversubscription", "参数面收敛比", "Oversubscription of the parameter plane", "", values["oversubscription"]),
        ("fabrics", "参数面网络个数（按轨道时为每服务器卡数）", "Fabrics: one, or one for each rail", "", values["cards_per_server"] if values["rails"] else 1),
        ("server_kw", "每台服务器功率", "Power of a server", "kW", values["server_kw"]),
        ("others_share", "存储与网络功率占比 o", "Storage and network over servers' power o", "", values["others_share"]),
        ("pue", "PUE", "PUE", "", values["pue"]),
        ("price", "每卡时价格", "Price per card-hour", "", price),
    )  # fmt: skip
    site = site_inputs(result) if result.get("volumes") else ()
    return tuple(
        Cell(name, Text(zh, en), unit, value) for name, zh, en, unit, value in (*rows, *site)
    )


def _engineering(result: Result) -> tuple[Cell, ...]:
    time, power = result["time"], result["power"]
    rows = (
        ("per_token", "每 token 计算量 F", "Operations per token F", "FLOP", "3*(2*layer_params+4*layers*context*attention_width+2*hidden*vocabulary)", result["total_flops"] / result["tokens"]),
        ("flops", "总计算量 C", "Operations in all C", "FLOP", "per_token*tokens", result["total_flops"]),
        ("compute_days", "无故障时的训练时间", "Training time without failures", "d", "flops/(cards*peak*1E12*mfu)/86400", time["compute_days"]),
        ("servers", "服务器数 m", "Servers m", "", up("cards/cards_per_server"), result["servers"]),
        *_failures(result),
        ("wall_days", "日历工期 T", "Calendar time T", "d", "compute_days/effective_share", time["wall_days"]),
        *(volume_lines(result) if result.get("volumes") else ()),
        *_storage(result),
        *_fabric(result),
        *(plane_lines(result, up) if result.get("planes") else ()),
        ("it_mw", "IT 功率", "Power of the equipment", "MW", "servers*server_kw*(1+others_share)/1000", power["it_mw"]),
        ("site_mw", "全场功率", "Power of the site", "MW", "it_mw*pue", power["site_mw"]),
        ("energy_mwh", "用电量", "Energy", "MWh", "site_mw*24*wall_days", result["energy_mwh"]),
        ("cost", "费用", "Cost", "", "cards*wall_days*24*price", result["cost"] or 0.0),
        *(cost_lines(result) if result.get("owned") else ()),
    )  # fmt: skip
    return _cells(rows)


def _failures(result: Result) -> tuple[Line, ...]:
    """Daly's interval and the share of effective time; without failures a checkpoint every hour."""
    time = result["time"]
    share = (
        "effective_share", "有效训练时长占比 E", "Share of effective time E", "",
        "MAX(1-servers*failure_rate/1000/86400*(restart_s+interval_s/2),0)/(1+blocking_s/interval_s)", time["effective_share"],
    )  # fmt: skip
    if not result["values"]["failure_rate"]:
        hourly = (
            "interval_s",
            "检查点间隔",
            "Checkpoint interval",
            "s",
            "3600",
            time["interval_s"],
        )
        return (hourly, share)
    mtbf_s = time["mtbf_h"] * 3600
    x = "blocking_s/(2*mtbf_s)"
    daly = f"SQRT(2*blocking_s*mtbf_s)*(1+SQRT({x})/3+{x}/9)-blocking_s"
    return (
        ("mtbf_h", "集群平均故障间隔 M", "Mean time between failures M", "h", "24*1000/(servers*failure_rate)", time["mtbf_h"]),
        ("mtbf_s", "同上，秒", "the same in seconds", "s", "mtbf_h*3600", mtbf_s),
        ("interval_s", "检查点间隔（Daly）", "Checkpoint interval (Daly)", "s", f"MAX(IF(blocking_s<2*mtbf_s,{daly},mtbf_s),blocking_s)", time["interval_s"]),
        share,
    )  # fmt: skip


def _storage(result: Result) -> tuple[Line, ...]:
    """What the training asks of the storage; results of an earlier planner told no data kept, and read all of it."""
    found, kept = result["storage"], result.get("volumes")
    data = "kept_training_tb_1" if kept else "tokens*bytes_per_token/1E12"
    read, node = (
        ("*read_share", "(sample_ports*sample_gbit_s/8*node_share)") if kept else ("", "25")
    )
    nodes = up(f"MAX(write_gb_s,restore_gb_s,loading_mb_s/1000)/{node}")
    if result["values"].get("storage_nodes"):
        nodes = "nodes_given"
    return (
        ("checkpoint_tb", "一个检查点 S", "A checkpoint S", "TB", "params*checkpoint_bytes/1E12", found["checkpoint_tb"]),
        ("write_gb_s", "写检查点的带宽（等待低于 1%）", "Writing checkpoints, idle below 1 %", "GB/s", "checkpoint_tb*1000/(0.01*interval_s)", found["write_gb_s"]),
        ("blocking_write_gb_s", "在停顿时间内写完", "Writing within the pause", "GB/s", "checkpoint_tb*1000/MAX(blocking_s,0.001)", found["blocking_write_gb_s"]),
        ("restore_gb_s", "在恢复时间内读回", "Reading back within the restart time", "GB/s", "checkpoint_tb*1000/MAX(restart_s,1)", found["restore_gb_s"]),
        ("loading_mb_s", "读训练数据", "Reading the training data", "MB/s", f"{data}*1E6{read}/(compute_days*86400)", found["loading_mb_s"]),
        ("data_tb", "训练数据", "Training data", "TB", data, found["data_tb"]),
        ("storage_nodes", "存储节点数", "Storage nodes", "", nodes, found["nodes"]),
    )  # fmt: skip


def _fabric(result: Result) -> tuple[Line, ...]:
    """Switches and links of one fabric, times the number of fabrics."""
    found, told = result["fabric"], bool(result.get("planes"))
    each = f"(servers{'+spares_joined' if told else ''})*cards_per_server/fabrics"
    fewest = "IF(ports_each<=switch_ports,1,IF(ports_each<=down*switch_ports,2,3))"
    tiers = f"IF(tiers_wished>0,tiers_wished,{fewest})" if told else fewest
    hosts = "+2*hosts_optical*ports_each*fabrics" if told else ""
    return (
        ("ports_each", "一个网络的端口数 P", "Ports of a fabric P", "", each, None),
        ("down", "Leaf 下行口 d", "Ports of a leaf downwards d", "", "MIN(ROUNDUP(ROUND(switch_ports*oversubscription/(1+oversubscription),9),0),switch_ports-1)", None),
        ("tiers", "层数", "Tiers", "", tiers, found["tiers"]),
        ("leaf", "Leaf 交换机", "Leaf switches", "", f"fabrics*IF(tiers<2,1,{up('ports_each/down')})", found["leaf"]),
        ("spine", "Spine 交换机", "Spine switches", "", f"fabrics*IF(tiers<2,0,{up('leaf/fabrics*(switch_ports-down)/IF(tiers<3,switch_ports,switch_ports/2)')})", found["spine"]),
        ("core", "核心交换机", "Core switches", "", f"fabrics*IF(tiers<3,0,{up('spine/fabrics/2')})", found["core"]),
        ("switches", "交换机总数", "Switches in all", "", "leaf+spine+core", found["switches"]),
        ("leaf_spine_links", "Leaf 至 Spine 的线缆", "Cables from leaf to spine", "", "IF(tiers<2,0,leaf*(switch_ports-down))", found["leaf_spine_links"]),
        ("spine_core_links", "Spine 至核心的线缆", "Cables from spine to core", "", "IF(tiers<3,0,spine*switch_ports/2)", found["spine_core_links"]),
        ("optics", "光模块", "Optical modules", "", f"2*(leaf_spine_links+spine_core_links){hosts}", found["optics"]),
        ("links", "线缆总数", "Cables in all", "", "ports_each*fabrics+leaf_spine_links+spine_core_links", found.get("links")),
    )  # fmt: skip


def _cells(rows: Sequence[Line]) -> tuple[Cell, ...]:
    return tuple(
        Cell(name, Text(zh, en), unit, f"={formula}", computed)
        for name, zh, en, unit, formula, computed in rows
    )
