"""Experts' judgements of the levels of a framework -> the shares of a profile."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from assess.scoring.ahp import LARGEST, Priorities, matrix_of, priorities
from assess.scoring.budget import budget_shares, mean_shares
from indicators.definitions import Framework, Indicator, Profile
from indicators.records import Text
from indicators.weights import overall_shares

Values = Mapping[str, float]
"""One expert's judgement of a level: points by item code, or comparisons by "a:b"."""

OVERALL = "overall"
WHOLE = Text("总体", "Overall")


@dataclass(frozen=True)
class Node:
    """A level of the tree: what is weighed against each other, at least two items."""

    code: str
    title: Text
    items: Mapping[str, Text]

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Each two items once, in order."""
        return tuple(combinations(self.items, 2))

    @property
    def table(self) -> str:
        """In which table of a profile its shares stand."""
        kind = self.code.partition("-")[0]
        return {OVERALL: "pillars", "pillar": "groups", "group": "indicators"}[kind]


class Inconsistent(ValueError):
    """Comparisons that contradict each other too much to be used."""

    def __init__(self, found: Priorities) -> None:
        super().__init__(f"consistency ratio {found.ratio:.3f}")
        self.found = found


def nodes_of(framework: Framework, base: Profile) -> tuple[Node, ...]:
    """The levels that can be judged: pillars, groups of a pillar, indicators of a group.

    What the base profile leaves out, and what stands alone in its level, is not asked.
    """
    return tuple(node for node in _levels(framework, base) if len(node.items) > 1)


def _levels(framework: Framework, base: Profile) -> Iterator[Node]:
    kept = [item for item in framework.indicators if item.code not in base.not_applicable]
    filled = {item.group for item in kept}
    groups = [item for item in framework.groups if item.code in filled]
    pillars = {
        item.code: item.name
        for item in framework.pillars
        if any(group.pillar == item.code for group in groups)
    }
    yield Node(OVERALL, WHOLE, pillars)
    for code, name in pillars.items():
        own = {item.code: item.name for item in groups if item.pillar == code}
        yield Node(f"pillar-{code}", name, own)
    for group in groups:
        items = {item.code: item.name for item in kept if item.group == group.code}
        yield Node(f"group-{group.code}", _joined(pillars[group.pillar], group.name), items)


def _joined(pillar: Text, group: Text) -> Text:
    return Text(f"{pillar.zh} · {group.zh}", f"{pillar.en} · {group.en}")


def compares(method: str, node: Node) -> bool:
    """Whether a level is judged in pairs; one of more items than AHP takes is judged by points."""
    return method == "ahp" and len(node.items) <= LARGEST


def node_shares(method: str, node: Node, values: Values) -> dict[str, float]:
    """Shares of a level's items that add up to 1, from one expert's judgement.

    Raises:
        BudgetError: the points are not above zero or do not add up to 100.
        Inconsistent: CR of the comparisons is 0.10 or more.
        ValueError: a comparison is missing.
    """
    if not compares(method, node):
        return budget_shares({code: values.get(code, 0.0) for code in node.items})
    found = compared(node, values)
    if not found.accepted:
        raise Inconsistent(found)
    return dict(zip(node.items, found.weights, strict=True))


def compared(node: Node, values: Values) -> Priorities:
    """What the comparisons of a level say, consistent or not; ValueError where one is missing."""
    place = {code: number for number, code in enumerate(node.items)}
    judged = {
        (place[one], place[other]): values[f"{one}:{other}"]
        for one, other in node.pairs
        if f"{one}:{other}" in values
    }
    return priorities(matrix_of(len(place), judged))


def mean_of(method: str, node: Node, experts: Sequence[Values]) -> dict[str, float]:
    """The mean shares of a level over its experts; empty where nobody judged it."""
    if not experts:
        return {}
    return mean_shares([node_shares(method, node, values) for values in experts])


def shares_of(
    method: str, nodes: Sequence[Node], judged: Mapping[str, Sequence[Values]], base: Profile
) -> dict[str, dict[str, float]]:
    """The three tables of a profile: ``pillars``, ``groups``, ``indicators``, in points of 100 per level.

    A level that nobody judged keeps the base profile's shares; so does what the base leaves out.
    """
    tables: dict[str, dict[str, float]] = {
        "pillars": dict(base.pillars),
        "groups": dict(base.groups),
        "indicators": dict(base.indicators),
    }
    for node in nodes:
        found = mean_of(method, node, judged.get(node.code, ()))
        tables[node.table] |= {code: 100.0 * share for code, share in found.items()}
    return tables


@dataclass(frozen=True)
class Share:
    """A pillar, group or indicator with its points of the overall, in the base profile and now."""

    kind: str
    code: str
    name: Text
    before: float
    now: float


def compared_shares(framework: Framework, base: Profile, now: Profile) -> tuple[Share, ...]:
    """The points of everything that applies, in the framework's order: pillar, its groups, their indicators."""
    before, after = overall_shares(framework, base), overall_shares(framework, now)
    kept = [item for item in framework.indicators if item.code in before]
    found: list[Share] = []

    def add(kind: str, code: str, name: Text, own: Iterable[Indicator]) -> None:
        codes = [item.code for item in own]
        points = (sum(shares[item] for item in codes) for shares in (before, after))
        found.append(Share(kind, code, name, *points))

    for pillar in framework.pillars:
        add("pillar", pillar.code, pillar.name, (i for i in kept if i.pillar == pillar.code))
        for group in (item for item in framework.groups if item.pillar == pillar.code):
            inside = [item for item in kept if item.group == group.code]
            add("group", group.code, group.name, inside)
            for item in inside:
                add("indicator", item.code, item.name, [item])
    return tuple(item for item in found if item.before)
