"""Several assessments side by side: frozen records, what may not be compared, and which order may be told."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from assess.models import Score
from assess.scoring.comparison import Comparison, compare
from assess.scoring.results import Facts
from assess.scoring.uncertainty import Band
from indicators.definitions import Level, Profile
from indicators.records import Text

FEWEST, MOST = 2, 6
SEED_DIGITS = 12
Order = Literal["first", "second", "none"]
REFUSALS: Mapping[str, Text] = {
    "too_few": Text(f"请至少选择 {FEWEST} 个评估。", f"Choose at least {FEWEST} assessments."),
    "too_many": Text(f"一次最多比较 {MOST} 个评估。", f"At most {MOST} assessments are compared at once."),
    "other_framework": Text(
        "所选评估采用不同的指标体系或版本，得分的含义不同，不能比较。",
        "These assessments follow different frameworks or versions; their scores mean different things and are not compared.",
    ),
    "other_profile": Text(
        "所选评估采用不同的评分方案或版本，权重和锚点不同，不能比较。",
        "These assessments are scored by different profiles or versions, with other weights and anchors, and are not compared.",
    ),
    "other_method": Text(
        "所选评估采用不同版本的评分方法，不能比较；请按同一方法重新评分。",
        "These assessments are scored by different versions of the method and are not compared; score them again by one.",
    ),
}  # fmt: skip


class Incomparable(Exception):
    """Assessments that may not be compared: a stable code and the reason."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
        self.reason = REFUSALS[code]


@dataclass(frozen=True)
class Compared:
    """One assessment: its figures as its own pages tell them, and its band with what is missing drawn too."""

    submission: UUID
    title: str
    organisation: str
    cluster: str
    final: bool
    score: float | None
    low: float
    high: float
    coverage: float
    level: Level | None
    band: Band
    first: float

    @property
    def name(self) -> str:
        """Whose it is and what it is called."""
        return f"{self.organisation} · {self.title}"


@dataclass(frozen=True)
class Pair:
    """Two assessments: P(first > second), and which of them may be called better."""

    first: Compared
    second: Compared
    probability: float
    order: Order

    @property
    def better(self) -> Compared:
        """The one that is told first."""
        return self.second if self.order == "second" else self.first

    @property
    def worse(self) -> Compared:
        """The one that is told second."""
        return self.first if self.order == "second" else self.second

    @property
    def is_known(self) -> bool:
        """Whether enough is known of both to show their scores."""
        return self.first.score is not None and self.second.score is not None

    @property
    def sureness(self) -> float:
        """P(better > worse)."""
        return 1.0 - self.probability if self.order == "second" else self.probability


@dataclass(frozen=True)
class GroupRow:
    """A group's score over what is known, in each assessment; None where nothing is."""

    code: str
    pillar: Text
    name: Text
    scores: tuple[float | None, ...]
    coverages: tuple[float, ...]

    @property
    def cells(self) -> list[tuple[float | None, float]]:
        """Score and coverage of each assessment."""
        return list(zip(self.scores, self.coverages, strict=True))


@dataclass(frozen=True)
class ComparisonFigures:
    """Everything that is told of a comparison."""

    framework: Text
    profile: Text
    profile_version: str
    method: str
    disclaimer: Text
    draws: int
    seed: int
    order_from: float
    columns: tuple[Compared, ...]
    groups: tuple[GroupRow, ...]
    pairs: tuple[Pair, ...]

    @property
    def all_known(self) -> bool:
        """Whether enough is known of every one to show its score."""
        return all(item.score is not None for item in self.columns)

    @property
    def any_order(self) -> bool:
        """Whether any assessment may be called better than another."""
        return any(pair.order != "none" for pair in self.pairs)


def comparison(scores: Sequence[Score]) -> ComparisonFigures:
    """Compare scores, each fetched with its submission, in the order in which they are given.

    Raises Incomparable where their figures do not mean the same. The seed follows from the digests.
    """
    refuse(scores)
    submission = scores[0].submission
    framework, profile = submission.framework.parsed(), submission.profile.parsed()
    drawn = compare(framework, profile, [Facts(**row.facts) for row in scores], _seed(scores))
    columns = tuple(_column(row, profile, drawn, place) for place, row in enumerate(scores))
    return ComparisonFigures(
        framework=framework.title,
        profile=profile.title,
        profile_version=profile.version,
        method=scores[0].method,
        disclaimer=profile.disclaimer or profile.description,
        draws=drawn.draws,
        seed=drawn.seed,
        order_from=drawn.order_from,
        columns=columns,
        groups=_groups(scores),
        pairs=_pairs(columns, drawn),
    )


def refuse(scores: Sequence[Score]) -> None:
    """Raise Incomparable for the first reason that there is."""
    if len(scores) < FEWEST:
        raise Incomparable("too_few")
    if len(scores) > MOST:
        raise Incomparable("too_many")
    for code, seen in (
        ("other_framework", {row.submission.framework_id for row in scores}),
        ("other_profile", {row.submission.profile_id for row in scores}),
        ("other_method", {row.method for row in scores}),
    ):
        if len(seen) > 1:
            raise Incomparable(code)


def _seed(scores: Sequence[Score]) -> int:
    text = " ".join(sorted(row.digest for row in scores))
    return int(hashlib.sha256(text.encode()).hexdigest()[:SEED_DIGITS], 16)


def _column(row: Score, profile: Profile, drawn: Comparison, place: int) -> Compared:
    submission = row.submission
    return Compared(
        submission=submission.pk,
        title=submission.title,
        organisation=submission.cluster.organisation.name,
        cluster=submission.cluster.name,
        final=row.kind == Score.Kind.FINAL,
        score=row.overall,
        low=row.low,
        high=row.high,
        coverage=row.coverage,
        level=next((level for level in profile.levels if level.code == row.level), None),
        band=drawn.bands[place],
        first=drawn.first[place],
    )


def _pairs(columns: Sequence[Compared], drawn: Comparison) -> tuple[Pair, ...]:
    return tuple(
        Pair(one, other, drawn.above[first][second], _order(columns, drawn, first, second))
        for first, one in enumerate(columns)
        for second, other in enumerate(columns)
        if first < second
    )


def _order(columns: Sequence[Compared], drawn: Comparison, first: int, second: int) -> Order:
    """Which is better; none where too little of one is known to show its score at all, whatever was drawn."""
    if columns[first].score is None or columns[second].score is None:
        return "none"
    if drawn.is_ordered(first, second):
        return "first"
    return "second" if drawn.is_ordered(second, first) else "none"


def _groups(scores: Sequence[Score]) -> tuple[GroupRow, ...]:
    framework = scores[0].submission.framework.parsed()
    pillars = {item.code: item.name for item in framework.pillars}
    found = [{item["code"]: item for item in row.result["groups"]} for row in scores]
    return tuple(
        GroupRow(
            code=item.code,
            pillar=pillars[item.pillar],
            name=item.name,
            scores=tuple(groups[item.code]["score"] for groups in found),
            coverages=tuple(groups[item.code]["coverage"] for groups in found),
        )
        for item in framework.groups
    )
