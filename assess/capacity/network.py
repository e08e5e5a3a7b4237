"""(三) 高速网络规划: four separate planes and what each asks of the given servers."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from assess.capacity.quantities import Number, exact, rounded_up
from indicators.records import Text

BITS_PER_BYTE = 8
SAMPLE_PORTS, SAMPLE_GBIT_S = 2, 100
BUSINESS_PORTS, BUSINESS_GBIT_S = 2, 25
MANAGEMENT_PORTS, MANAGEMENT_GBIT_S = 1, 1


@dataclass(frozen=True)
class Plane:
    """A network plane, sized for the servers of a plan.

    ports: network ports in all servers and storage nodes, which is as many leaf ports towards them.
    uplinks: leaf ports towards the spine at 1:1; None where the report states no ratio.
    bandwidth_gb_s: what the servers' ports carry together, one direction.
    """

    code: str
    name: Text
    purpose: Text
    fabric: Literal["lossless", "ordinary"]
    port_gbit_s: Fraction
    ports_per_server: int
    server_ports: int
    storage_ports: int
    uplinks: int | None
    rule: Text

    @property
    def ports(self) -> int:
        """Leaf ports towards servers and storage nodes."""
        return self.server_ports + self.storage_ports

    @property
    def leaf_ports(self) -> int | None:
        """All leaf ports, both ways; None where the report states no ratio towards the spine."""
        return None if self.uplinks is None else self.ports + self.uplinks

    @property
    def bandwidth_gb_s(self) -> Fraction:
        """What the servers' ports carry together, one direction, in GB/s."""
        return self.server_ports * self.port_gbit_s / BITS_PER_BYTE


@dataclass(frozen=True)
class Connected:
    """What is connected: servers with their cards, storage nodes, and the speed of a card's port.

    in_band: whether storage nodes are managed in band on the port that manages the device, another GE port, or the
    business plane (A18).
    """

    servers: int
    cards_per_server: int
    storage_nodes: int
    card_port_gbit_s: Number
    in_band: Literal["shared", "own", "business"] = "shared"


def storage_nodes_for(bandwidth_gb_s: Number) -> int:
    """Fewest storage nodes whose two 100GE ports carry the bandwidth: ceil(B / 25).

    Args:
        bandwidth_gb_s: total storage bandwidth B in GB/s; a node's 2 x 100 Gbit/s are 25 GB/s.

    Source: derived from report, appendix (二) and (三); disks and protocol may need more nodes.
    """
    node = Fraction(SAMPLE_PORTS * SAMPLE_GBIT_S, BITS_PER_BYTE)
    return rounded_up(exact(bandwidth_gb_s) / node)


def planes(connected: Connected) -> tuple[Plane, ...]:
    """The four planes by the report's rules.

    parameter: one port per card at the card's own speed, leaf to spine 1:1; sample: 2 x 100GE per server and
    storage node; business: 2 x 25GE per server; management: GE per server (BMC) and storage node.

    Source: report, appendix (三); naming after assumption A18.
    """
    return (
        _parameter(connected),
        _sample(connected),
        _business(connected),
        _management(connected),
    )


def _parameter(connected: Connected) -> Plane:
    ports = connected.servers * connected.cards_per_server
    return Plane(
        code="parameter",
        name=Text("参数面网络", "Parameter plane"),
        purpose=Text(
            "数据并行、流水并行、专家并行的通信", "Traffic of data, pipeline and expert parallelism"
        ),
        fabric="lossless",
        port_gbit_s=exact(connected.card_port_gbit_s),
        ports_per_server=connected.cards_per_server,
        server_ports=ports,
        storage_ports=0,
        uplinks=ports,
        rule=Text(
            "按 GPU 卡直出接口的最大带宽规划，Leaf 与 Spine 之间 1:1 无收敛",
            "One port per card at the card's highest speed; leaf to spine 1:1, no oversubscription",
        ),
    )


def _sample(connected: Connected) -> Plane:
    return Plane(
        code="sample",
        name=Text("样本面网络", "Sample plane"),
        purpose=Text(
            "训练样本读取，检查点保存与断点续训读取",
            "Reading training samples; saving checkpoints and reading them on resume",
        ),
        fabric="lossless",
        port_gbit_s=Fraction(SAMPLE_GBIT_S),
        ports_per_server=SAMPLE_PORTS,
        server_ports=SAMPLE_PORTS * connected.servers,
        storage_ports=SAMPLE_PORTS * connected.storage_nodes,
        uplinks=None,
        rule=Text(
            "AI 服务器 2*100GE 以上，存储节点 2*100GE 以上",
            "At least 2 x 100GE per AI server and 2 x 100GE per storage node",
        ),
    )


def _business(connected: Connected) -> Plane:
    return Plane(
        code="business",
        name=Text("业务面网络", "Business plane"),
        purpose=Text(
            "控制流、业务部署、外部数据导入", "Control, deployment, import of outside data"
        ),
        fabric="ordinary",
        port_gbit_s=Fraction(BUSINESS_GBIT_S),
        ports_per_server=BUSINESS_PORTS,
        server_ports=BUSINESS_PORTS * connected.servers,
        storage_ports=BUSINESS_PORTS * connected.storage_nodes
        if connected.in_band == "business"
        else 0,
        uplinks=None,
        rule=Text("2*25GE 组网", "2 x 25GE per server"),
    )


def _management(connected: Connected) -> Plane:
    return Plane(
        code="management",
        name=Text("管理面网络", "Management plane"),
        purpose=Text("BMC 与存储的设备管理", "Management of devices: BMC and storage"),
        fabric="ordinary",
        port_gbit_s=Fraction(MANAGEMENT_GBIT_S),
        ports_per_server=MANAGEMENT_PORTS,
        server_ports=MANAGEMENT_PORTS * connected.servers,
        storage_ports=(2 if connected.in_band == "own" else 1)
        * MANAGEMENT_PORTS
        * connected.storage_nodes,
        uplinks=None,
        rule=Text(
            "GE 组网；交换机、运维服务器、防火墙另计",
            "GE; switches, operations servers and firewalls come on top",
        ),
    )
