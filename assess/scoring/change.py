"""What changed between two assessments of one cluster: what was measured, the method, or the profile."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from math import factorial, fsum

from assess.scoring.method import assess
from assess.scoring.results import Assessment, Facts
from indicators.definitions import Framework, Profile

MEASURED, METHOD, PROFILE = FACTORS = ("measured", "method", "profile")
"""What can differ: the facts; framework and version of the method; the profile."""


@dataclass(frozen=True)
class Side:
    """One of the two assessments: what it was made of, and the result that was kept."""

    framework: Framework
    profile: Profile
    facts: Facts
    kept: Assessment


@dataclass(frozen=True)
class Parts:
    """A difference in points of the overall, and what it is made of: the parts add up to it."""

    before: float
    after: float
    measured: float
    method: float
    profile: float

    @property
    def difference(self) -> float:
        return self.after - self.before


@dataclass(frozen=True)
class Change:
    """The final score of both sides (a missing indicator counts 0) and its parts, whole and by indicator.

    joined: framework and profile changed in such a way that neither side's profile fits the other's framework;
    then they count as one, under "method", and ``profile`` is 0.
    """

    overall: Parts
    indicators: Mapping[str, Parts]
    joined: bool


def change(before: Side, after: Side) -> Change:
    """Split the difference of two final scores into measured, method and profile change.

    Let v(S) be the contribution of an indicator (its points of the overall) when the factors in S are taken
    from ``after`` and the others from ``before``. The part of factor f is its Shapley value, the mean of its
    effect over all orders in which the n factors could have changed::

        phi_f = sum over S without f of |S|! (n - 1 - |S|)! / n! * (v(S + f) - v(S))

    No order is favoured, the parts add up to the difference, a factor that is the same on both sides has part 0,
    and swapping the sides changes all signs. Where a kept result differs from what the present method makes of
    the same facts (it is of another version), that difference belongs to the method.

    Args:
        before: the former assessment. after: the later one.

    Returns:
        Parts in points, overall and for each indicator of either framework; an absent one has 0 points.

    Source: Shapley, A value for n-person games (1953); docs/method.md, section 11 (method-1.0).
    """
    game = _Game(before, after)
    parts = {code: _parts(game, code) for code in _codes(before.kept, after.kept)}
    return Change(_sum(parts.values()), parts, game.joined)


class _Game:
    """The two sides, and the contributions under every mixture of them, each computed once."""

    def __init__(self, before: Side, after: Side) -> None:
        self.before, self.after = before, after
        self.joined = not (
            _fits(before.profile, after.framework) and _fits(after.profile, before.framework)
        )
        self.factors = (MEASURED, METHOD) if self.joined else FACTORS
        self.differing = frozenset(_differing(before, after, joined=self.joined))
        self.known: dict[frozenset[str], Mapping[str, float]] = {}

    def points(self, code: str, taken: Collection[str]) -> float:
        """v(S): the contribution of an indicator with the taken factors of the later side."""
        chosen = self.differing & frozenset(taken)
        if chosen not in self.known:
            self.known[chosen] = contributions(self._mixed(chosen))
        return self.known[chosen].get(code, 0.0)

    def _mixed(self, taken: Collection[str]) -> Assessment:
        profile = METHOD if self.joined else PROFILE
        return assess(
            self._side(METHOD in taken).framework,
            self._side(profile in taken).profile,
            self._side(MEASURED in taken).facts,
        )

    def _side(self, later: bool) -> Side:
        return self.after if later else self.before


def contributions(result: Assessment) -> Mapping[str, float]:
    """Points of the overall by indicator; they add up to the final score."""
    return {item.code: item.contribution for item in result.indicators}


def _differing(before: Side, after: Side, *, joined: bool) -> Iterable[str]:
    if before.facts != after.facts:
        yield MEASURED
    if before.framework != after.framework or (joined and before.profile != after.profile):
        yield METHOD
    if not joined and before.profile != after.profile:
        yield PROFILE


def _fits(profile: Profile, framework: Framework) -> bool:
    """Whether a profile has all that the framework asks of one."""
    anchors = {item.anchor for row in framework.indicators for item in row.measures}
    return (
        framework.code == profile.framework
        and anchors <= profile.anchor_by_code.keys()
        and {item.code for item in framework.groups} <= profile.groups.keys()
        and {item.code for item in framework.indicators} <= profile.indicators.keys()
    )


def _parts(game: _Game, code: str) -> Parts:
    """The parts of one indicator; what the kept results differ by from computed ones goes to the method."""
    parts = {factor: _shapley(game, code, factor) for factor in game.factors}
    before = contributions(game.before.kept).get(code, 0.0)
    after = contributions(game.after.kept).get(code, 0.0)
    other_version = (after - game.points(code, FACTORS)) - (before - game.points(code, ()))
    method = parts[METHOD] + other_version
    return Parts(before, after, parts[MEASURED], method, parts.get(PROFILE, 0.0))


def _shapley(game: _Game, code: str, factor: str) -> float:
    others, count = [item for item in game.factors if item != factor], len(game.factors)
    return fsum(
        factorial(size) * factorial(count - 1 - size) / factorial(count)
        * (game.points(code, {*rest, factor}) - game.points(code, rest))
        for size in range(count)
        for rest in combinations(others, size)
    )  # fmt: skip


def _codes(before: Assessment, after: Assessment) -> list[str]:
    """Indicators of either side, the later one's order first."""
    codes = [item.code for item in (*after.indicators, *before.indicators)]
    return list(dict.fromkeys(codes))


def _sum(parts: Iterable[Parts]) -> Parts:
    rows = list(parts)
    names = ("before", "after", MEASURED, METHOD, PROFILE)
    return Parts(*(fsum(getattr(row, name) for row in rows) for name in names))
