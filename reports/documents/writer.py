"""The hand that writes a report: one dashboard, one language."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from indicators.definitions import Level
from indicators.records import Text
from indicators.units import label
from reports.dashboard import Dashboard, IndicatorFigures, MeasureFigures, Verdict, say
from reports.numbers import BARE, NONE, day, exact, goal, quantity

Language = Literal["zh-hans", "en"]

EVIDENCE: Mapping[str, Text] = {
    "E0": Text("无", "none"),
    "E1": Text("自行申报", "self-declared"),
    "E2": Text("文件资料", "document"),
    "E3": Text("自测并附原始数据", "own measurement with raw data"),
    "E4": Text("第三方核验", "verified by an independent party"),
}
STATES: Mapping[str, Text] = {
    "draft": Text("草稿", "draft"),
    "submitted": Text("已提交", "submitted"),
    "final": Text("已定稿", "final"),
    "withdrawn": Text("已撤回", "withdrawn"),
}
ORIGINS: Mapping[str, Text] = {
    "real": Text("参评单位提供的数据", "data given by the organisation"),
    "published": Text("公开发表的数据", "published figures"),
    "synthetic": Text("合成示例数据，不对应任何真实集群", "a synthetic example, no real cluster"),
}
VERDICTS: Mapping[Verdict, Text] = {
    "passed": Text("通过", "passed"),
    "failed": Text("未通过", "failed"),
    "unknown": Text("未填报", "not stated"),
    "not_applicable": Text("不适用", "not applicable"),
}
ROADS: Mapping[str, Text] = {
    "form": Text("网页填报", "form"),
    "api": Text("接口", "API"),
    "file": Text("文件", "file"),
    "shipped": Text("公开来源", "published source"),
    "evidence": Text("证据文件", "evidence file"),
    "plan": Text("容量规划", "capacity plan"),
}


@dataclass(frozen=True)
class Writer:
    """Chooses the language and writes names, values and sources; called with both wordings it takes one."""

    told: Dashboard
    language: Language

    def __call__(self, zh: str, en: str) -> str:
        return en if self.language == "en" else zh

    def of(self, text: Text | None) -> str:
        """A text in the reader's language."""
        return "" if text is None else say(text, self.language)

    def names(self, texts: list[str]) -> str:
        """Several names in a row."""
        return self("、", ", ").join(texts)

    def value(self, value: float | None, unit: str) -> str:
        """A computed value with its unit."""
        return self._with_unit(quantity(value), unit) if value is not None else NONE

    def goal(self, value: float | None, unit: str) -> str:
        """A figure to go to, with its unit."""
        return self._with_unit(goal(value), unit) if value is not None else NONE

    def reading(self, value: float | None, unit: str) -> str:
        """A raw input with its unit, in all its digits."""
        return self._with_unit(exact(value), unit) if value is not None else NONE

    def _with_unit(self, number: str, unit: str) -> str:
        written = label(unit, self.language) if unit not in BARE else ""
        gap = "" if written in {"", "%"} else " "
        return f"{number}{gap}{written}"

    def day(self, value: object) -> str:
        """A date as it is written."""
        return day(value, self.language)  # type: ignore[arg-type]  # date or datetime

    @property
    def names_of_appendices(self) -> tuple[str, ...]:
        """附录一　…, Appendix A: …"""
        return tuple(
            self(f"附录{zh}　", f"Appendix {en}: ") for zh, en in zip("一二三", "ABC", strict=True)
        )

    def level(self, level: Level | None) -> str:
        """L3 规范, or: not rated."""
        return f"{level.code} {self.of(level.name)}" if level else self("不定级", "not rated")

    def indicator(self, item: IndicatorFigures) -> str:
        """P01 可用度."""
        return f"{item.code} {self.of(item.definition.name)}"

    def measure(self, item: MeasureFigures) -> str:
        """The normalised measure's name with its unit."""
        return self.of(item.measure.name)

    def evidence(self, code: str) -> str:
        """E3 自测并附原始数据."""
        return f"{code} {self.of(EVIDENCE[code])}" if code in EVIDENCE else NONE

    @cached_property
    def source(self) -> str:
        """The line below tables and pictures of results."""
        sources = {
            "real": Text(
                "算衡，依据参评单位填报数据计算", "SuanHeng, computed from the organisation's data"
            ),
            "published": Text(
                "算衡，依据公开资料计算", "SuanHeng, computed from published figures"
            ),
            "synthetic": Text("算衡，合成示例数据", "SuanHeng, synthetic example data"),
        }
        return self("来源：", "Source: ") + self.of(sources[self.told.subject.origin])

    @property
    def method_source(self) -> str:
        """The line below what the method says."""
        return self(
            f"来源：算衡评分方法 {self.told.method.version}",
            f"Source: SuanHeng scoring method {self.told.method.version}",
        )

    @property
    def framework_source(self) -> str:
        """The line below the framework's own words."""
        return self("来源：", "Source: ") + self.of(self.told.method.source)
