"""Capacity plan on the command line, by the report's appendix or as an engineer makes it. Needs no database."""

import json
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from assess.capacity.full_plan import full_plan
from assess.capacity.nearest import with_nearest
from assess.capacity.network import Plane
from assess.capacity.plan_fields import FIELDS, SHARDINGS
from assess.capacity.quantities import PETA, Number, written
from assess.capacity.report_mode import PlanError, PlanFault, PlanInput, ReportPlan, report_mode
from assess.capacity.steps import KINDS, Step
from assess.capacity.storage import StorageRow
from assess.capacity.volumes import MODALITIES
from assess.plan_lines import engineering_page
from assess.runs import experience
from indicators.records import Text

LANGUAGES = ("zh-hans", "en")
OPTIONS = {
    "--params": "parameters of the model, such as 175e9",
    "--tokens": "training tokens, such as 3500e9",
    "--days": "training time in days",
    "--utilisation": "hardware utilisation (HFU) as a share, such as 0.4",
    "--card-tflops": "dense 16-bit peak of a card in TFLOPS",
    "--cards-per-server": "cards per server (8)",
    "--port-gbit-s": "network port of a card in Gbit/s (200)",
    "--storage-nodes": "storage nodes (else the fewest that carry the bandwidth)",
}
MODES = ("report", "engineering")
REQUIRED = frozenset({"--params", "--tokens", "--days", "--utilisation", "--card-tflops"})
TITLES = {
    "heading": Text(
        "大模型基础设施容量规划（报告附录方法）", "Capacity plan by the report's appendix"
    ),
    "printed": Text("报告所印数字与精确值", "The report's printed figures beside the exact ones"),
    "table": Text("AI 存储计算表（TB）", "Storage by models (TB)"),
    "networks": Text("网络平面", "Network planes"),
    "assumptions": Text("采用的读法", "Readings taken"),
    "choices": Text(
        "与报告不同的读法及其影响", "Readings other than the report's, and what they change"
    ),
    "nothing": Text("无影响", "changes nothing"),
    "fixed": Text("（只列读法：{why}）", " (stated, no choice: {why})"),
    "faults": Text("输入有误：", "The input cannot be planned:"),
    "columns": Text(
        "原始 {raw}，训练 {training}，检查点 {checkpoint}，归档 {archive}，×{count} 合计 {total}",
        "raw {raw}, training {training}, checkpoints {checkpoint}, archive {archive}, x{count} together {total}",
    ),
    "plane": Text(
        "每服务器 {per_server} × {speed} Gbit/s，服务器端口 {servers}，存储端口 {storage}，Leaf 下行 {ports}",
        "{per_server} x {speed} Gbit/s per server, server ports {servers}, storage ports {storage}, leaf downlinks {ports}",
    ),
    "uplinks": Text("，上行 {uplinks}", ", uplinks {uplinks}"),
    "found": Text("（收到：{found}）", " (found: {found})"),
    "lossless": Text("无损以太网", "lossless Ethernet"),
    "ordinary": Text("普通以太网", "ordinary Ethernet"),
}


class Command(BaseCommand):
    """``manage.py plan``: exit 0, 1 for bad input (every fault told), 2 for wrong usage."""

    help = "Compute cards, servers, storage and networks for a model and a deadline."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--mode", choices=MODES, default=MODES[0])
        for option, told in OPTIONS.items():
            parser.add_argument(option, help=told)
        for field in FIELDS:
            option = _option(field.name)
            if option not in OPTIONS:
                parser.add_argument(option, help=f"engineering: {field.label.en} ({field.unit})")
        parser.add_argument("--sharding", choices=SHARDINGS)
        parser.add_argument(
            "--modality", choices=tuple(MODALITIES), help="engineering: what is trained on (nlp)"
        )
        parser.add_argument("--card", help="engineering: the card's name, such as a100-sxm-80")
        parser.add_argument(
            "--model",
            action="append",
            metavar="KIND:PARAMS[:COUNT]",
            help="a model whose data is stored, such as nlp:175e9 or cv:1e9:3; may be repeated",
        )
        parser.add_argument(
            "--choice",
            action="append",
            metavar="CODE=VALUE",
            help="another reading of an open point of the report, such as A4=14; may be repeated",
        )
        parser.add_argument("--language", choices=LANGUAGES, default=LANGUAGES[0])
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def handle(self, *_args: str, **options: Any) -> None:
        missing = [name for name in sorted(REQUIRED) if options[_member(name)] is None]
        if options["mode"] == MODES[0] and missing:
            raise CommandError(f"required in report mode: {', '.join(missing)}", returncode=2)
        try:
            text = _report(options) if options["mode"] == MODES[0] else _engineering(options)
        except PlanError as error:
            if options["json"]:
                self.stdout.write(_json({"faults": [_fault(item) for item in error.faults]}))
            raise CommandError(_faults(error, options["language"])) from error
        self.stdout.write(text)


def _report(options: dict[str, Any]) -> str:
    plan = report_mode(PlanInput.from_mapping(_order(options)))
    return _json(plan.as_dict()) if options["json"] else _page(plan, options["language"])


def _engineering(options: dict[str, Any]) -> str:
    """The whole plan; as lines, every step with its numbers."""
    names = [*(field.name for field in FIELDS), "sharding", "card", "modality"]
    order = {name: options[name] for name in names if options[name] is not None}
    try:
        plan = full_plan(order, experience())
    except PlanError as error:
        raise with_nearest(error, order) from error
    return _json(plan.as_dict()) if options["json"] else engineering_page(plan, options["language"])


def _option(name: str) -> str:
    return "--" + name.replace("_", "-")


def _member(option: str) -> str:
    return option.removeprefix("--").replace("-", "_")


def _order(options: dict[str, Any]) -> dict[str, object]:
    """The options as an order; texts are read, and refused, with the rest of it."""
    names = [_member(option) for option in OPTIONS]
    order = {name: options[name] for name in names if options[name] is not None}
    models = [_model(text) for text in options["model"] or []]
    pairs = (text.partition("=") for text in options["choice"] or [])
    return {**order, "models": models, "choices": {code: value for code, _, value in pairs}}


def _model(text: str) -> dict[str, str]:
    return dict(zip(("kind", "params", "count", "more"), text.split(":", 3), strict=False))


def _json(document: dict[str, object]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2)


def _fault(fault: PlanFault) -> dict[str, object]:
    expected = {"zh": fault.expected.zh, "en": fault.expected.en}
    return {"field": fault.field, "found": fault.found, "expected": expected, "code": fault.code}


def _faults(error: PlanError, language: str) -> str:
    lines = [
        f"  {item.field}: {_in(item.expected, language)}"
        + _title("found", language).format(found=item.found or "-")
        for item in error.faults
    ]
    return "\n".join([_title("faults", language), *lines])


def _page(plan: ReportPlan, language: str) -> str:
    """The plan as lines to read."""
    parts = [
        ("heading", [_step(item, language) for item in plan.steps if item.subject is None]),
        ("table", [_row(item, language) for item in plan.figures.storage_rows]),
        ("networks", [_plane(item, language) for item in plan.networks]),
        ("printed", list(_printed(plan, language))),
        ("choices", list(_choices(plan, language))),
        (
            "assumptions",
            [
                f"{item.code:>3}  {_in(item.issue, language)} → {_in(item.reading, language)}"
                + (
                    _title("fixed", language).format(why=_in(item.fixed, language))
                    if item.fixed
                    else ""
                )
                for item in plan.assumptions
            ],
        ),
    ]
    blocks = ["\n".join([_title(title, language), *lines]) for title, lines in parts if lines]
    return "\n\n".join(blocks)


def _step(step: Step, language: str) -> str:
    result = f"{_number(step.result)} {_in(step.unit, language)}"
    return f"  {_in(step.name, language)}: {step.formula} = {step.substituted} = {result}"


def _row(row: StorageRow, language: str) -> str:
    columns = _title("columns", language).format(
        raw=_number(row.raw_tb),
        training=_number(row.training_tb),
        checkpoint=_number(row.checkpoint_tb),
        archive=_number(row.archive_tb),
        count=row.count,
        total=_number(row.total_tb),
    )
    return f"  {_in(KINDS[row.kind], language)} {written(row.params)}: {columns}"


def _plane(plane: Plane, language: str) -> str:
    line = _title("plane", language).format(
        per_server=plane.ports_per_server,
        speed=_number(plane.port_gbit_s),
        servers=plane.server_ports,
        storage=plane.storage_ports,
        ports=plane.ports,
    )
    uplinks = _title("uplinks", language).format(uplinks=plane.uplinks) if plane.uplinks else ""
    return f"  {_in(plane.name, language)} ({_title(plane.fabric, language)}): {line}{uplinks}"


def _printed(plan: ReportPlan, language: str) -> Iterator[str]:
    for item in plan.comparison:
        figure = f"{item.printed.figure} {_in(item.printed.unit, language)}"
        yield f"  {figure} | {_number(item.exact)} | {_in(item.printed.verdict, language)}"


def _choices(plan: ReportPlan, language: str) -> Iterator[str]:
    """Each reading that was changed, and by how much it changes what."""
    for item in plan.points:
        if item.choice is None or item.taken is None:
            continue
        shifts = [
            f"{_in(shift.name, language)} {_number(shift.before)} → {_number(shift.after)} ({float(shift.share):+.1%})"
            for shift in item.taken.shifts
        ]
        told = "; ".join(shifts) or _title("nothing", language)
        names = (
            f"{_in(item.choice.named(item.default), language)} → {_in(item.taken.name, language)}"
        )
        yield f"  {item.assumption.code:>3}  {names}: {told}"


def _number(value: Number) -> str:
    """Up to four decimals, thousands apart; very large numbers with an exponent."""
    if value >= PETA:
        return written(value, 8)
    return f"{float(value):,.4f}".rstrip("0").rstrip(".")


def _title(code: str, language: str) -> str:
    return _in(TITLES[code], language)


def _in(text: Text, language: str) -> str:
    return text.en if language == "en" else text.zh
