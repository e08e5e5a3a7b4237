"""The four network planes of a cluster: network cards and ports of servers, switches, links and optics of each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from assess.capacity.fabric import Access, Fabric, access_fabric, fabric, rail_optimised
from assess.capacity.faults import PlanError
from assess.capacity.network import BITS_PER_BYTE, MANAGEMENT_GBIT_S, MANAGEMENT_PORTS
from indicators.records import Text

Code = Literal["parameter", "sample", "business", "management"]
BUSINESS_UP_GBIT_S, BUSINESS_UPPER = 100.0, 64
MANAGEMENT_UP_GBIT_S, MANAGEMENT_UPPER = 10.0, 48
"""Uplinks of access switches, and ports of the switches above: 64 of 100GE, 48 of 10GE."""

DUAL = 2
"""Ports of a network card of the sample and business planes."""

NAMES: Mapping[Code, Text] = {
    "parameter": Text("参数面网络", "Parameter plane"),
    "sample": Text("样本面网络（存储）", "Sample plane (storage)"),
    "business": Text("业务面网络", "Business plane"),
    "management": Text("管理面网络（带外）", "Management plane (out of band)"),
}
FAULTY: Mapping[Code, Mapping[str, str]] = {
    "parameter": {"ports": "switch_ports"},
    "sample": {
        "ports": "sample_switch_ports",
        "switch_ports": "sample_switch_ports",
        "oversubscription": "sample_oversubscription",
        "tiers": "sample_tiers",
    },
    "business": {"ports": "business_leaf_ports"},
    "management": {"ports": "management_leaf_ports"},
}
"""Which input a fault of a plane's fabric is about."""


@dataclass(frozen=True)
class Wiring:
    """How the planes are built.

    Parameter plane: switch_ports of the cards' port speed, oversubscription of the leaves, rails (a fabric per card of a
    server), tiers (None: the fewest), optical_hosts (its host links and the sample plane's need optics). spares_connected:
    spare servers have their links. Sample plane: sample_ports of sample_gbit_s per server and storage node, and switches of
    its own. Business plane: business_ports of business_gbit_s, access switches with 100GE uplinks. Management plane: GE of
    every server's BMC, storage node, switch and of other_devices, access switches with 10GE uplinks.
    """

    switch_ports: int = 64
    oversubscription: float = 1.0
    rails: bool = False
    tiers: int | None = None
    optical_hosts: bool = False
    spares_connected: bool = True
    sample_ports: int = 2
    sample_gbit_s: float = 100.0
    sample_switch_ports: int = 64
    sample_oversubscription: float = 1.0
    sample_tiers: int | None = None
    business_ports: int = 2
    business_gbit_s: float = 25.0
    business_leaf_ports: int = 48
    business_oversubscription: float = 1.5
    management_leaf_ports: int = 48
    management_oversubscription: float = 1.2
    other_devices: int = 0


@dataclass(frozen=True)
class Joined:
    """What is connected: servers (spares too), cards of each, a card's port in Gbit/s, storage nodes."""

    servers: int
    cards_per_server: int
    port_gbit_s: float
    storage_nodes: int


@dataclass(frozen=True)
class PlaneFabric:
    """A plane: ports and network cards of a server, ports by what is connected, and the fabric that joins them.

    fabrics: how many equal ones (rails); nics: network cards in all (a management port is on the board).
    """

    code: Code
    lossless: bool
    ports_per_server: int
    nics_per_server: int
    port_gbit_s: float
    server_ports: int
    storage_ports: int
    other_ports: int
    nics: int
    oversubscription: float
    fabrics: int
    fabric: Fabric

    @property
    def name(self) -> Text:
        """The plane's name."""
        return NAMES[self.code]

    @property
    def bandwidth_gb_s(self) -> float:
        """What the servers' ports carry together, one direction, in GB/s."""
        return self.server_ports * self.port_gbit_s / BITS_PER_BYTE


@dataclass(frozen=True)
class Variant:
    """The parameter plane built in another way: the inputs that would change, and its fabric; None where it cannot be."""

    code: str
    name: Text
    changes: Mapping[str, float | None]
    fabric: Fabric | None


def plane_fabrics(joined: Joined, wiring: Wiring) -> tuple[PlaneFabric, ...]:
    """The four planes, each with a fabric of its own.

    Raises PlanError for switches, ratios or tiers that cannot be, naming the input.

    Source: report, appendix (三); docs/planner.md; fabrics as in ``fabric``.
    """
    planes = (_parameter(joined, wiring), _sample(joined, wiring), _business(joined, wiring))
    switches = sum(plane.fabric.switches for plane in planes)
    return (*planes, _management(joined, wiring, switches))


def parameter_fabric(joined: Joined, wiring: Wiring) -> Fabric:
    """Switches of the parameter plane: one port per card, or one fabric per rail."""
    if wiring.rails:
        return rail_optimised(
            joined.servers,
            joined.cards_per_server,
            wiring.switch_ports,
            oversubscription=wiring.oversubscription,
            optical_hosts=wiring.optical_hosts,
            tiers=wiring.tiers,
        )
    return fabric(
        joined.servers * joined.cards_per_server,
        wiring.switch_ports,
        oversubscription=wiring.oversubscription,
        optical_hosts=wiring.optical_hosts,
        tiers=wiring.tiers,
    )


def _of(code: Code, build: Callable[[], Fabric]) -> Fabric:
    """A plane's fabric; its faults name the plane's own inputs."""
    try:
        return build()
    except PlanError as error:
        own = FAULTY[code]
        faults = [replace(item, field=own.get(item.field, item.field)) for item in error.faults]
        raise PlanError(faults) from error


def variants(joined: Joined, wiring: Wiring) -> tuple[Variant, ...]:
    """The parameter plane in two and three tiers, by rails, and oversubscribed, each computed."""
    return tuple(
        Variant(code, name, changes, _tried(joined, wiring, changes))
        for code, name, changes in WAYS
    )


def _tried(joined: Joined, wiring: Wiring, changes: Mapping[str, float | None]) -> Fabric | None:
    try:
        return parameter_fabric(joined, _changed(wiring, changes))
    except PlanError:
        return None


def _changed(wiring: Wiring, changes: Mapping[str, float | None]) -> Wiring:
    tiers = changes["tiers"]
    return replace(
        wiring,
        tiers=None if tiers is None else int(tiers),
        rails=bool(changes["rails"]),
        oversubscription=float(changes["oversubscription"] or 1.0),
    )


def _way(rails: int, oversubscription: float, tiers: int | None) -> dict[str, float | None]:
    return {"rails": rails, "oversubscription": oversubscription, "tiers": tiers}


WAYS: tuple[tuple[str, Text, Mapping[str, float | None]], ...] = (
    ("two", Text("两层，无收敛", "Two tiers, 1:1"), _way(0, 1.0, 2)),
    ("three", Text("三层，无收敛", "Three tiers, 1:1"), _way(0, 1.0, 3)),
    ("rails", Text("按轨道组网，无收敛", "By rails, 1:1"), _way(1, 1.0, None)),
    ("half", Text("收敛比 2:1", "Oversubscribed 2:1"), _way(0, 2.0, None)),
    ("quarter", Text("收敛比 4:1", "Oversubscribed 4:1"), _way(0, 4.0, None)),
)
"""The ways that are shown beside the plan's own."""


def _parameter(joined: Joined, wiring: Wiring) -> PlaneFabric:
    ports = joined.servers * joined.cards_per_server
    return PlaneFabric(
        code="parameter",
        lossless=True,
        ports_per_server=joined.cards_per_server,
        nics_per_server=joined.cards_per_server,
        port_gbit_s=joined.port_gbit_s,
        server_ports=ports,
        storage_ports=0,
        other_ports=0,
        nics=ports,
        oversubscription=wiring.oversubscription,
        fabrics=joined.cards_per_server if wiring.rails else 1,
        fabric=_of("parameter", lambda: parameter_fabric(joined, wiring)),
    )


def _sample(joined: Joined, wiring: Wiring) -> PlaneFabric:
    each = wiring.sample_ports
    ports = each * (joined.servers + joined.storage_nodes)
    nics = -(-each // DUAL)
    built = _of(
        "sample",
        lambda: fabric(
            ports,
            wiring.sample_switch_ports,
            oversubscription=wiring.sample_oversubscription,
            optical_hosts=wiring.optical_hosts,
            tiers=wiring.sample_tiers,
        ),
    )
    return PlaneFabric(
        code="sample",
        lossless=True,
        ports_per_server=each,
        nics_per_server=nics,
        port_gbit_s=wiring.sample_gbit_s,
        server_ports=each * joined.servers,
        storage_ports=each * joined.storage_nodes,
        other_ports=0,
        nics=nics * (joined.servers + joined.storage_nodes),
        oversubscription=wiring.sample_oversubscription,
        fabrics=1,
        fabric=built,
    )


def _business(joined: Joined, wiring: Wiring) -> PlaneFabric:
    each, ratio = wiring.business_ports, wiring.business_oversubscription
    nics = -(-each // DUAL)
    access = Access(
        wiring.business_leaf_ports, wiring.business_gbit_s, BUSINESS_UP_GBIT_S, BUSINESS_UPPER
    )
    built = _of(
        "business", lambda: access_fabric(each * joined.servers, access, oversubscription=ratio)
    )
    return PlaneFabric(
        code="business",
        lossless=False,
        ports_per_server=each,
        nics_per_server=nics,
        port_gbit_s=wiring.business_gbit_s,
        server_ports=each * joined.servers,
        storage_ports=0,
        other_ports=0,
        nics=nics * joined.servers,
        oversubscription=ratio,
        fabrics=1,
        fabric=built,
    )


def _management(joined: Joined, wiring: Wiring, switches: int) -> PlaneFabric:
    others, ratio = switches + wiring.other_devices, wiring.management_oversubscription
    ports = MANAGEMENT_PORTS * (joined.servers + joined.storage_nodes) + others
    access = Access(
        wiring.management_leaf_ports, MANAGEMENT_GBIT_S, MANAGEMENT_UP_GBIT_S, MANAGEMENT_UPPER
    )
    return PlaneFabric(
        code="management",
        lossless=False,
        ports_per_server=MANAGEMENT_PORTS,
        nics_per_server=0,
        port_gbit_s=MANAGEMENT_GBIT_S,
        server_ports=MANAGEMENT_PORTS * joined.servers,
        storage_ports=MANAGEMENT_PORTS * joined.storage_nodes,
        other_ports=others,
        nics=0,
        oversubscription=ratio,
        fabrics=1,
        fabric=_of("management", lambda: access_fabric(ports, access, oversubscription=ratio)),
    )
