"""What the planner's validation page tells: targets, every run with the error of each formula, statistics, peers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import fmean
from typing import Any
from uuid import UUID

from assess.capacity.calibrate import FITTED
from assess.capacity.judging import FORMULAS, Judged, Statistic, judge, statistic
from assess.capacity.machine import Calibration
from assess.capacity.priors import HeldOut, class_of_run, family_of, held_out, observed
from assess.capacity.published import Run
from assess.capacity.validation import RUNS_MEAN, STEP_MEAN, Claim, Compared
from assess.kept_claims import measured_on, shipped_claims
from assess.models import Organisation, OwnRun, User
from assess.runs import peers, published
from assess.validation import Recorded, step_times
from indicators.records import Text

CLAIMS: Mapping[str, Text] = {
    "report_mode": Text("报告模式与附录示例一致", "Report mode: the appendix's example"),
    "flop_accounting": Text("计算量核算：由所报利用率推回时间", "FLOP accounting: time from the stated utilisation"),
    "step_time": Text("步时：留一规模交叉检验", "Step time: each model size predicted by the others"),
    "published_runs": Text("公开训练全程：常数由他处拟合", "Published runs end to end, constants fitted elsewhere"),
    "memory": Text("显存：arXiv:2205.05198 的实测值", "Memory: profiled values of arXiv:2205.05198"),
    "fabric": Text("组网：NVIDIA SuperPOD H100 表", "Fabric: NVIDIA's SuperPOD H100 table"),
    "energy": Text("能耗：Patterson 等表 4", "Energy: Patterson et al., table 4"),
    "coverage": Text("90% 区间：留一系列检验", "90 % interval, each family left out"),
    "speed": Text("速度（在本机实测）", "Speed, measured on this machine"),
}  # fmt: skip
COUNTED = {"coverage": "inside", "fabric": "exact", "speed": "speed"}
"""Claims whose comparisons are no relative errors: how their figure reads."""

MEANS = {"published_runs": RUNS_MEAN, "step_time": STEP_MEAN}
"""Targets of a mean error, by claim."""

KINDS = {
    "run": Text("实际训练", "real run"),
    "projection": Text("作者推算", "authors' projection"),
    "throughput": Text("吞吐实测", "throughput"),
    "estimate": Text("他人估计", "estimate"),
}
CARD_CLASSES = {
    "hopper": Text("H100 一代", "H100 generation"),
    "ampere": Text("A100 一代", "A100 generation"),
    "experts": Text("混合专家模型", "mixtures of experts"),
    "other": Text("其他", "others"),
}
TIERS = {
    "A": Text("A 一手来源，数据齐全", "A first-hand and complete"),
    "B": Text("B 有一项为推断", "B one figure inferred"),
    "C": Text("C 传闻", "C hearsay"),
    "X": Text("X 自相矛盾，不计误差", "X contradicts itself, not judged"),
}
WHOSE = {
    "published": Text("公开的", "published"),
    "own": Text("本组织的", "of own organisations"),
}
STATED = {"yes": Text("注明", "stated"), "no": Text("未注明", "not stated")}
ANY = ""
WHY: Mapping[str, Text] = {
    "published_runs": Text(
        "没有为任何一行调常数。MT-NLG 的三行用 DeepSpeed 的流水线，同样的布局、同样的卡，Megatron-LM 自己的 530B 只差 4% 至 5%，可见差在软件，模型不描述软件。各行的事实已逐一与来源核对，无一需要改动；层数除不尽时按最长的一段计（与规划相同）使平均误差由 8.31% 降到 8.04%。GLM-130B、BLOOM、Llama 3 说明嵌入层与输出层各占一层的位置，若照此放置，平均误差为 9.2%；Llama 3 前 2.87T token 的批次减半，若计入，它还要慢约 2%：两者都未采用，也不足以达标。",
        "No constant was tuned for any row. MT-NLG's three rows ran on DeepSpeed's pipeline: with the same layout on the same cards Megatron-LM's own 530B is off by 4 to 5 % only, so the difference lies in software, which the model does not describe. The facts of the rows were checked against their sources and none had to change; taking the longest stage where stages do not divide the layers, as plans do, brought the mean from 8.31 to 8.04 %. GLM-130B, BLOOM and Llama 3 say that embedding and output take the place of a layer each; placed so, the mean is 9.2 %. Llama 3's batch was half as large for its first 2.87T tokens, which would make it another 2 % slower. Neither is taken, and neither would meet the target.",
    )
}
"""What is known of the reasons why a mean misses its target."""


@dataclass(frozen=True)
class Missed:
    """Why a mean misses its target: the rows off by more than twice as much, the mean of the others, what is known of it."""

    rows: tuple[Compared, ...]
    others: float
    why: Text | None = None


@dataclass(frozen=True)
class Target:
    """A claim of the planner with its name; ``figures`` of it as the command prints them."""

    name: Text
    claim: Claim
    figures: Mapping[str, Any]
    counted: str
    missed: Missed | None


@dataclass(frozen=True)
class Row:
    """A run as it is listed: its cells as given, what the formulas make of it, and whose it is (empty: published)."""

    cells: Mapping[str, str]
    judged: Judged
    owner: str = ""
    key: UUID | None = None

    @property
    def run(self) -> Run:
        """The run."""
        return self.judged.run

    @property
    def errors(self) -> tuple[float | None, ...]:
        """Error of each formula, in their order."""
        return tuple(self.judged.errors.get(item.code) for item in FORMULAS)

    @property
    def kind(self) -> Text:
        """What sort of row it is."""
        return KINDS.get(self.run.kind, Text(self.run.kind, self.run.kind))

    @property
    def traits(self) -> Mapping[str, str]:
        """What it can be chosen by."""
        return {
            "family": family_of(self.run.id),
            "card": class_of_run(self.run),
            "kind": self.run.kind,
            "tier": self.run.tier,
            "stated": "yes" if self.run.layout() is not None else "no",
            "whose": "own" if self.owner else "published",
        }

    @property
    def words(self) -> str:
        """What a search looks through."""
        run = self.run
        return " ".join((run.id, run.model, run.gpu, run.source, run.notes, self.owner)).lower()


@dataclass(frozen=True)
class Chosen:
    """Which rows are wanted, by trait (empty: any) and by words, and by what they are sorted."""

    traits: Mapping[str, str]
    text: str = ""
    sort: str = ""

    def of(self, rows: Iterable[Row]) -> list[Row]:
        """The rows that are wanted, sorted."""
        wanted = {name: value for name, value in self.traits.items() if value}
        needles = self.text.lower().split()
        found = [
            row
            for row in rows
            if wanted.items() <= row.traits.items() and all(word in row.words for word in needles)
        ]
        return sorted(found, key=SORTED[self.sort]) if self.sort in SORTED else found


def _size_of(code: str) -> Any:
    """Largest error first; rows without one last."""
    return lambda row: -abs(row.judged.errors.get(code, 0.0))


SORTED: Mapping[str, Any] = {
    "id": lambda row: row.run.id,
    "params": lambda row: -row.run.params_total,
    "cards": lambda row: -(row.run.cards or 0.0),
    **{item.code: _size_of(item.code) for item in FORMULAS},
}


def targets() -> tuple[Target, ...]:
    """The planner's claims, as the command computes them."""
    return tuple(
        Target(
            CLAIMS[claim.claim],
            claim,
            claim.as_dict(),
            COUNTED.get(claim.claim, ""),
            missed(claim) if claim.met is False else None,
        )
        for claim in shipped_claims()
    )


def missed(claim: Claim) -> Missed | None:
    """What a mean error above its target comes from; None where that is no mean."""
    limit = MEANS.get(claim.claim)
    if limit is None:
        return None
    far = tuple(item for item in claim.compared if abs(item.error) > 2.0 * limit)
    near = [abs(item.error) for item in claim.compared if item not in far]
    return Missed(far, fmean(near), WHY.get(claim.claim)) if far and near else None


def measured_when() -> Recorded:
    """Whether the measured step times were read here, or when they were."""
    return step_times()


def speed_measured_on() -> str:
    """The day on which the speed was measured on this machine."""
    return measured_on()


def published_rows(constants: Calibration = FITTED) -> list[Row]:
    """The published runs, judged once in a process."""
    return [Row(cells, judged(run, constants)) for cells, run in published()]


def own_rows(user: User, organisation: Organisation | None = None) -> list[Row]:
    """Trainings of own organisations (or of one), judged."""
    rows = OwnRun.objects.visible_to(user).select_related("organisation")
    if organisation is not None:
        rows = rows.filter(organisation=organisation)
    return [
        Row(row.cells, judged(Run.read(row.cells), FITTED), str(row.organisation), row.pk)
        for row in rows
    ]


@lru_cache(maxsize=8192)
def judged(run: Run, constants: Calibration) -> Judged:
    """A run judged by every formula that applies."""
    return judge(run, constants)


def statistics(rows: Sequence[Row]) -> tuple[Statistic, ...]:
    """Errors of each formula over these rows."""
    found = [row.judged for row in rows]
    return tuple(statistic(formula, found) for formula in FORMULAS)


def families(rows: Iterable[Row]) -> list[str]:
    """Families that there are."""
    return sorted({row.traits["family"] for row in rows})


@lru_cache(maxsize=1)
def intervals() -> tuple[HeldOut, ...]:
    """Every finished training with the 90 % interval that other families give it."""
    return held_out(observed(run for _, run in published()))


@dataclass(frozen=True)
class PeerRun:
    """A published run with the error of each tool; None where the tool could not run it."""

    name: str
    reported: str
    errors: tuple[float | None, ...]


def peer_runs() -> tuple[PeerRun, ...]:
    """The runs on which other tools were tried, ours and the appendix computed here."""
    known = {run.id: judged(run, FITTED).errors for _, run in published()}
    return tuple(
        PeerRun(
            item["name"],
            item["reported"],
            (
                known[item["id"]].get("blind"),
                item.get("calculon"),
                item.get("llm_analysis"),
                known[item["id"]].get("steps"),
            ),
        )
        for item in peers()["runs"]
    )


def peer_means() -> tuple[float, ...]:
    """Mean absolute error of each tool over the runs that it could run."""
    columns = zip(*(row.errors for row in peer_runs()), strict=True)
    return tuple(fmean(abs(error) for error in column if error is not None) for column in columns)
