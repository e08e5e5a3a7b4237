"""Switches, links and optics of a network plane: leaf-spine in two tiers, leaf-spine-core in three."""

from dataclasses import dataclass
from math import ceil
from typing import Literal

from assess.capacity.faults import PlanError, PlanFault
from indicators.records import Text

Tiers = Literal[1, 2, 3]
FEWEST_PORTS = 4
TOO_LARGE = Text(
    "三层网络所能容纳的端口数以内", "at most as many ports as three tiers of this switch can join"
)
OVERSUBSCRIPTION = Text("收敛比，1 或以上", "an oversubscription of 1 or more")
PORTS = Text("偶数个端口，4 个以上", "an even number of ports, 4 or more")


@dataclass(frozen=True)
class Fabric:
    """A fabric: switches by tier and links by tier. ``links`` counts host links too; optics two per optical link."""

    tiers: Tiers
    ports: int
    leaf: int
    spine: int
    core: int
    host_links: int
    leaf_spine_links: int
    spine_core_links: int
    optics: int

    @property
    def switches(self) -> int:
        """All switches."""
        return self.leaf + self.spine + self.core

    @property
    def links(self) -> int:
        """All cables, to hosts and between switches."""
        return self.host_links + self.leaf_spine_links + self.spine_core_links


def largest(switch_ports: int, tiers: Tiers) -> int:
    """Host ports that a non-blocking fabric of k-port switches can join: k, k^2 / 2, k^3 / 4.

    Source: Al-Fares et al., SIGCOMM 2008 (fat tree); k = 64: 2,048 and 65,536.
    """
    return {1: switch_ports, 2: switch_ports**2 // 2, 3: switch_ports**3 // 4}[tiers]


@dataclass(frozen=True)
class Access:
    """An access switch: ``down`` ports of ``port_gbit_s`` to hosts, uplinks of ``up_gbit_s`` to switches of ``upper`` ports."""

    down: int
    port_gbit_s: float
    up_gbit_s: float
    upper: int


@dataclass(frozen=True)
class _Shape:
    """Ports of a leaf when it stands alone, downwards and upwards, and ports of a switch of the upper tiers."""

    alone: int
    down: int
    up: int
    upper: int

    def joins(self, tiers: Tiers) -> int:
        """Host ports that so many tiers can join: d, d k, d k^2 / 2."""
        return {
            1: self.alone,
            2: self.down * self.upper,
            3: self.down * (self.upper // 2) * self.upper,
        }[tiers]


def fabric(
    ports: int,
    switch_ports: int,
    *,
    oversubscription: float = 1.0,
    optical_hosts: bool = False,
    tiers: int | None = None,
) -> Fabric:
    """The smallest fabric that joins ``ports`` host ports by switches of ``switch_ports`` ports of the same speed.

    With d = k / 2 ports down (at oversubscription r: d = k r / (1 + r), u = k - d up): leaf = ceil(P / d);
    two tiers while P <= d k: spine = ceil(leaf u / k); else spine = ceil(leaf u / (k / 2)) and
    core = ceil(spine (k / 2) / k). Links between tiers: leaf u, spine k / 2.

    Args:
        ports: host ports P, 1 or more.
        switch_ports: k, even, 4 or more.
        oversubscription: leaf downlinks over uplinks, r >= 1; 1 is the report's 1:1.
        optical_hosts: whether host links need optics too (else copper in the rack).
        tiers: 2 or 3 to have just so many, None for the fewest.

    Raises:
        PlanError: a switch or ratio that cannot be, or more ports than the tiers join.

    Source: report, appendix (三), 1:1; NVIDIA DGX SuperPOD H100 reference architecture, table 3 (its five rows are
    reproduced exactly); Al-Fares et al., SIGCOMM 2008.
    """
    _check(ports, switch_ports, oversubscription)
    down = min(ceil(switch_ports * oversubscription / (1.0 + oversubscription)), switch_ports - 1)
    shape = _Shape(switch_ports, down, switch_ports - down, switch_ports)
    return _tree(ports, shape, tiers, optical=optical_hosts)


def access_fabric(ports: int, access: Access, *, oversubscription: float = 1.0) -> Fabric:
    """The smallest fabric of access switches whose uplinks are faster than their host ports.

    A leaf of d ports of p Gbit/s has u = ceil(d p / (r q)) uplinks of q Gbit/s; leaf = ceil(P / d), further tiers as in
    ``fabric`` by switches of ``upper`` ports of q. 48 ports of 25 Gbit/s at 1.5:1 have 8 uplinks of 100 Gbit/s.

    Raises:
        PlanError: a switch or ratio that cannot be, or more ports than three tiers join.

    Source: as ``fabric``; docs/planner.md (business and management plane).
    """
    _check(ports, access.upper, oversubscription)
    up = max(ceil(access.down * access.port_gbit_s / (oversubscription * access.up_gbit_s)), 1)
    return _tree(ports, _Shape(access.down, access.down, up, access.upper), None, optical=False)


def _tree(ports: int, shape: _Shape, tiers: int | None, *, optical: bool) -> Fabric:
    height = _height(ports, shape, tiers)
    if height == 1:
        return _finished(1, ports, (1, 0, 0), (0, 0), optical)
    leaf = ceil(ports / shape.down)
    links = leaf * shape.up
    if height == 2:  # noqa: PLR2004 - leaf and spine
        return _finished(2, ports, (leaf, ceil(links / shape.upper), 0), (links, 0), optical)
    half = shape.upper // 2
    spine = ceil(links / half)
    core = ceil(spine * half / shape.upper)
    return _finished(3, ports, (leaf, spine, core), (links, spine * half), optical)


def _height(ports: int, shape: _Shape, tiers: int | None) -> Tiers:
    """How many tiers: as wanted, if they join the ports, else the fewest that do."""
    heights: tuple[Tiers, ...] = (1, 2, 3)
    found = next(
        (item for item in heights if item == (tiers or item) and ports <= shape.joins(item)), None
    )
    if found is None:
        raise PlanError([_too_many(ports, shape, tiers)])
    return found


def _too_many(ports: int, shape: _Shape, tiers: int | None) -> PlanFault:
    if tiers is None:
        return PlanFault("ports", str(ports), TOO_LARGE, "out_of_range")
    most = shape.joins(2 if tiers == 2 else 3)  # noqa: PLR2004 - leaf and spine
    expected = Text(
        f"{tiers} 层最多连接 {most} 个端口，这里有 {ports} 个；请增加层数，或选端口更多的交换机",
        f"{tiers} tiers join at most {most} ports, and there are {ports}; take more tiers or larger switches",
    )
    return PlanFault("tiers", str(tiers), expected, "out_of_range")


def rail_optimised(
    servers: int,
    rails: int,
    switch_ports: int,
    *,
    oversubscription: float = 1.0,
    optical_hosts: bool = False,
    tiers: int | None = None,
) -> Fabric:
    """One fabric per rail: the n-th card of every server on rail n; ``rails`` fabrics of ``servers`` ports each.

    Traffic between rails goes over the servers' own links. 1,182 servers of 8 cards on 128-port switches: 8 fabrics
    of two tiers, 232 switches in all, where one fabric of 9,456 ports takes 370.

    Source: arXiv:2307.12169 (rail-only networks); docs/planner.md.
    """
    one = fabric(
        servers,
        switch_ports,
        oversubscription=oversubscription,
        optical_hosts=optical_hosts,
        tiers=tiers,
    )
    return _finished(
        one.tiers,
        one.ports * rails,
        (one.leaf * rails, one.spine * rails, one.core * rails),
        (one.leaf_spine_links * rails, one.spine_core_links * rails),
        optical_hosts,
    )


def _finished(
    tiers: Tiers, ports: int, switches: tuple[int, int, int], links: tuple[int, int], optical: bool
) -> Fabric:
    between = sum(links)
    optics = 2 * between + (2 * ports if optical else 0)
    return Fabric(tiers, ports, *switches, ports, *links, optics)


def _check(ports: int, switch_ports: int, oversubscription: float) -> None:
    faults = []
    if ports < 1:
        faults.append(PlanFault("ports", str(ports), TOO_LARGE, "out_of_range"))
    if switch_ports < FEWEST_PORTS or switch_ports % 2:
        faults.append(PlanFault("switch_ports", str(switch_ports), PORTS, "out_of_range"))
    if oversubscription < 1.0:
        found = str(oversubscription)
        faults.append(PlanFault("oversubscription", found, OVERSUBSCRIPTION, "out_of_range"))
    if faults:
        raise PlanError(faults)
