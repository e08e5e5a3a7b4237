"""The site of an engineering plan as a spreadsheet writes it: data kept, network planes, cost of owning."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from assess.capacity.cost import UNIT_PRICES
from assess.capacity.plan_fields import FIELD_BY_NAME
from assess.capacity.planes import (
    BUSINESS_UP_GBIT_S,
    BUSINESS_UPPER,
    MANAGEMENT_UP_GBIT_S,
    MANAGEMENT_UPPER,
)
from assess.capacity.storage import TRAINING_BYTES_PER_PARAMETER
from assess.capacity.volumes import TOKENS_PER_PARAMETER

Result = Mapping[str, Any]
Line = tuple[str, str, str, str, str, float | None]
Input = tuple[str, str, str, str, float | None]
Up = Callable[[str], str]
PLANES = ("sample", "business", "management")
DATA = (
    "text_raw_times", "media_raw_times", "retention_days", "kept_per_day", "archived", "metadata_share",
    "fill_level", "read_share", "node_share",
)  # fmt: skip
NETWORK = (
    "sample_ports", "sample_gbit_s", "sample_switch_ports", "sample_oversubscription", "business_ports", "business_gbit_s",
    "business_leaf_ports", "business_oversubscription", "management_leaf_ports", "management_oversubscription",
    "other_devices",
)  # fmt: skip
MEDIA = ("images", "image_kb", "audio_hours", "audio_mb_h", "video_hours", "video_gb_h")
PRICES = ("years", "busy_share", *UNIT_PRICES)
PART_NAMES = {
    "training_tb": ("训练数据", "training data"),
    "raw_tb": ("原始数据", "raw data"),
    "checkpoint_tb": ("检查点", "checkpoints"),
    "archive_tb": ("归档检查点", "archived checkpoints"),
}


def site_inputs(result: Result) -> Iterator[Input]:
    """Inputs of the site; of a price that is not known the cell is empty, and what follows from it is 0."""
    values = result["values"]
    for name in (*DATA, *NETWORK):
        yield _input(name, values[name])
    given = values["archive_bytes"] or values["checkpoint_bytes"]
    yield _input("archive_bytes", given)
    yield from _forced(values)
    spares = result["time"]["spares"] if values["spares_connected"] else 0
    yield "spares", "备机", "Spare servers", "", result["time"]["spares"]
    yield "spares_joined", "接入网络的备机", "Spare servers that are connected", "", spares
    for place, row in enumerate(result["volumes"]["rows"], start=1):
        yield from _stored(place, row)
    if any(row["basis"] == "parts" for row in result["volumes"]["rows"]):
        yield from (_input(name, values[name] or 0.0) for name in MEDIA)
    if result["owned"]:
        yield from (_input(name, values[name]) for name in PRICES)


def _input(name: str, value: float | None) -> Input:
    field = FIELD_BY_NAME[name]
    unit = "" if field.unit in {"count", "yes", "ratio", "price"} else field.unit
    return name, field.label.zh, field.label.en, unit, value


def _forced(values: Mapping[str, Any]) -> Iterator[Input]:
    """Tiers that are wished for; 0 for the fewest."""
    for name, key in (("tiers_wished", "tiers"), ("sample_tiers_wished", "sample_tiers")):
        label = FIELD_BY_NAME[key].label
        zh, en = f"{label.zh}（0 为最少）", f"{label.en} (0: the fewest)"
        yield name, zh, en, "", values[key] or 0
    yield "hosts_optical", FIELD_BY_NAME["optical_hosts"].label.zh, FIELD_BY_NAME["optical_hosts"].label.en, "", values["optical_hosts"]  # fmt: skip
    if values["storage_nodes"]:
        yield (
            "nodes_given",
            "存储节点数（给定）",
            "Storage nodes (given)",
            "",
            values["storage_nodes"],
        )


def _stored(place: int, row: Result) -> Iterator[Input]:
    zh, en = row["name"]["zh"], row["name"]["en"]
    if not row["planned"]:
        yield f"kept_params_{place}", f"{zh}：参数量", f"{en}: parameters", "", row["params"]
        yield f"kept_count_{place}", f"{zh}：个数", f"{en}: how many", "", row["count"]
    if row["basis"] == "given":
        yield "dataset_tb", "本次训练的训练数据", "Training data of this training", "TB", row["training_tb"]  # fmt: skip


def volume_lines(result: Result) -> Iterator[Line]:
    """The data of each model, and the storage to provide."""
    kept, totals = result["volumes"], []
    for place, row in enumerate(kept["rows"], start=1):
        yield from _volume(place, row)
        count = "1" if row["planned"] else f"kept_count_{place}"
        parts = "+".join(f"kept_{part}_{place}" for part in PART_NAMES)
        totals.append(f"{count}*({parts})")
    yield "kept_data_tb", "数据合计", "All data", "TB", "+".join(totals), kept["data_tb"]
    yield "kept_total_pb", "须提供的存储", "Storage to provide", "PB", "kept_data_tb*(1+metadata_share)/fill_level/1000", kept["total_pb"]  # fmt: skip


def _volume(place: int, row: Result) -> Iterator[Line]:
    params = "params" if row["planned"] else f"kept_params_{place}"
    text, media = _training(row, params)
    formulas = {
        "training_tb": f"({text})+({media})",
        "raw_tb": f"({text})*text_raw_times+({media})*media_raw_times",
        "checkpoint_tb": f"{params}*checkpoint_bytes*retention_days*kept_per_day/1E12",
        "archive_tb": f"{params}*archive_bytes*archived/1E12",
    }
    for part, (zh, en) in PART_NAMES.items():
        label = f"{row['name']['zh']}：{zh}", f"{row['name']['en']}: {en}"
        yield f"kept_{part}_{place}", *label, "TB", formulas[part], row[part]


def _training(row: Result, params: str) -> tuple[str, str]:
    """Training data of text and of media, in TB."""
    tokens = "tokens" if row["planned"] else f"{TOKENS_PER_PARAMETER}*{params}"
    text = f"{tokens}*bytes_per_token/1E12"
    if row["kind"] == "nlp":
        return ("dataset_tb" if row["basis"] == "given" else text), "0"
    if row["kind"] == "multimodal":
        if row["basis"] == "given":
            return f"MIN({text},dataset_tb)", f"MAX(dataset_tb-{text},0)"
        return (
            text,
            "(images*image_kb*1E3+audio_hours*audio_mb_h*1E6+video_hours*video_gb_h*1E9)/1E12",
        )
    each = TRAINING_BYTES_PER_PARAMETER[row["kind"]]
    return "0", "dataset_tb" if row["basis"] == "given" else f"{params}*{each}/1E12"


def plane_lines(result: Result, up: Up) -> Iterator[Line]:
    """Ports, switches, cables and optics of the planes beside the parameter plane, and the sums of all four."""
    planes = {plane["code"]: plane for plane in result["planes"]}
    yield from _sample(planes["sample"], up)
    business = f"{up(f'business_leaf_ports*business_gbit_s/(business_oversubscription*{BUSINESS_UP_GBIT_S:g})')}"
    yield from _access(planes["business"], "business_ports*(servers+spares_joined)", business, (BUSINESS_UPPER, up))  # fmt: skip
    switches = "+".join(("switches", "sample_switches", "business_switches"))
    ports = f"servers+spares_joined+storage_nodes+{switches}+other_devices"
    management = (
        f"{up(f'management_leaf_ports/(management_oversubscription*{MANAGEMENT_UP_GBIT_S:g})')}"
    )
    yield from _access(planes["management"], ports, management, (MANAGEMENT_UPPER, up))
    total = result["planes_total"]
    for code, zh, en in (
        ("switches", "四个平面的交换机", "Switches of all planes"),
        ("links", "四个平面的线缆", "Cables of all planes"),
        ("optics", "四个平面的光模块", "Optical modules of all planes"),
    ):
        parts = [code, *(f"{plane}_{code}" for plane in PLANES)]
        yield f"all_{code}", zh, en, "", "+".join(parts), total[code]


def _sample(plane: Result, up: Up) -> Iterator[Line]:
    k, r = "sample_switch_ports", "sample_oversubscription"
    ports = "sample_ports*(servers+spares_joined+storage_nodes)"
    down = f"MIN({up(f'{k}*{r}/(1+{r})')},{k}-1)"
    fewest = f"IF(sample_ports_all<={k},1,IF(sample_ports_all<=sample_down*{k},2,3))"
    tiers = f"IF(sample_tiers_wished>0,sample_tiers_wished,{fewest})"
    shape = (down, f"{k}-sample_down", k, tiers)
    yield from _tree(plane, ports, shape, up)


def _access(plane: Result, ports: str, uplinks: str, above: tuple[int, Up]) -> Iterator[Line]:
    code, (upper, up) = plane["code"], above
    down = f"{code}_leaf_ports"
    every, leaf = f"{code}_ports_all", f"{code}_down"
    tiers = f"IF({every}<={leaf},1,IF({every}<={leaf}*{upper},2,3))"
    yield from _tree(plane, ports, (down, f"MAX({uplinks},1)", str(upper), tiers), up)


def _tree(plane: Result, ports: str, shape: tuple[str, str, str, str], up: Up) -> Iterator[Line]:
    """A fabric: ports of a leaf down and up, ports of the switches above, how many tiers."""
    code, (down, uplinks, upper, tiers) = plane["code"], shape
    zh, en = plane["name"]["zh"], plane["name"]["en"]
    links = f"{code}_leaf*({uplinks})"
    height = f"{code}_tiers_built"
    optical = "2*hosts_optical*sample_ports_all" if code == "sample" else "0"
    spine = up(f"{links}/IF({height}<3,{upper},({upper})/2)")
    rows = (
        ("ports_all", "端口", "ports", ports, plane["ports"]),
        ("down", "Leaf 下行口", "ports of a leaf downwards", down, None),
        ("tiers_built", "层数", "tiers", tiers, plane["tiers"]),
        ("leaf", "Leaf 交换机", "leaf switches", f"IF({height}<2,1,{up(f'{code}_ports_all/{code}_down')})", plane["leaf"]),
        ("spine", "Spine 交换机", "spine switches", f"IF({height}<2,0,{spine})", plane["spine"]),
        ("core", "核心交换机", "core switches", f"IF({height}<3,0,{up(f'{code}_spine/2')})", plane["core"]),
        ("switches", "交换机", "switches", f"{code}_leaf+{code}_spine+{code}_core", plane["switches"]),
        ("between", "交换机之间的线缆", "cables between switches", f"IF({height}<2,0,{links})+IF({height}<3,0,{code}_spine*({upper})/2)", None),
        ("links", "线缆", "cables", f"{code}_ports_all+{code}_between", plane["links"]),
        ("optics", "光模块", "optical modules", f"2*{code}_between+{optical}", plane["optics"]),
    )  # fmt: skip
    for name, label_zh, label_en, formula, computed in rows:
        yield f"{code}_{name}", f"{zh}：{label_zh}", f"{en}: {label_en}", "", formula, computed


def cost_lines(result: Result) -> Iterator[Line]:
    """Purchase by item, a year, the training; an empty price counts nothing, as in the planner."""
    owned = result["owned"]
    if not owned:
        return
    amounts = []
    for item in owned["items"]:
        quantity, price = _bought(item["code"])
        name = f"cost_{item['code']}"
        yield (
            name,
            item["name"]["zh"],
            item["name"]["en"],
            "",
            f"{quantity}*{price}",
            item["amount"],
        )
        amounts.append(name)
    hours = "8760*busy_share"
    run = "wall_days/(365*busy_share)"
    rows = (
        ("purchase", "购置合计", "Purchase", "+".join(amounts), owned["purchase"]),
        ("write_off", "每年折旧", "Write-off of a year", "purchase/years", owned["write_off"]),
        ("energy_year", "每年电费", "Energy of a year", f"site_mw*1000*{hours}*price_per_kwh", owned["energy"]),
        ("operation_year", "每年维保与运营", "Upkeep and operation of a year", "purchase*upkeep_share+operation_per_year", owned["operation"]),
        ("per_year", "每年费用", "Cost of a year", "write_off+energy_year+operation_year", owned["per_year"]),
        ("per_run", "一次训练的费用", "Cost of the training", f"(write_off+operation_year)*{run}+energy_mwh*1000*price_per_kwh", owned["per_run"]),
        ("over_years", "折旧期内合计", "Until written off", "purchase+years*(energy_year+operation_year)", owned["over_years"]),
        ("per_card_hour", "每卡时费用", "Cost of a card-hour", f"per_year/(cards*{hours})", owned["per_card_hour"]),
    )  # fmt: skip
    for name, zh, en, formula, computed in rows:
        yield name, zh, en, "", formula, computed


def _bought(code: str) -> tuple[str, str]:
    """How many of an item, and its price, by their names."""
    return {
        "servers": ("(servers+spares)", "server_price"),
        "cards": ("(servers+spares)*cards_per_server", "card_price"),
        "parameter": ("switches", "switch_price"),
        "sample": ("sample_switches", "sample_switch_price"),
        "business": ("business_switches", "business_switch_price"),
        "management": ("management_switches", "management_switch_price"),
        "optics": ("all_optics", "optic_price"),
        "cables": ("all_links", "cable_price"),
        "storage": ("kept_total_pb*1000", "storage_price_tb"),
    }[code]
