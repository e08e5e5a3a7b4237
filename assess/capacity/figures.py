"""The numbers of a plan, exact, before anything is said about them."""

from dataclasses import dataclass
from fractions import Fraction

from assess.capacity import compute, storage
from assess.capacity.inputs import PlanInput, StoredModel
from assess.capacity.network import Connected, planes, storage_nodes_for
from assess.capacity.quantities import exact, rounded_up
from assess.capacity.readings import Readings, readings_of
from assess.capacity.storage import StorageRow


@dataclass(frozen=True)
class Figures:
    """Compute, cards, servers, storage, calendar time and ports of all planes; fractions are not rounded."""

    total_flops: Fraction
    compute_pflops: Fraction
    cards_exact: Fraction
    cards: int
    servers: int
    installed_cards: int
    storage_bandwidth_gb_s: Fraction
    storage_total_pb: Fraction
    storage_rows: tuple[StorageRow, ...]
    storage_table_pb: Fraction
    storage_nodes: int
    calendar_days: Fraction
    network_ports: int


def figures_of(wanted: PlanInput) -> Figures:
    """All numbers of a plan by the appendix's formulas, with the open points read as the plan chose.

    Steps use exact fractions; only cards, servers and storage nodes are rounded, upwards (storage too where chosen).
    Storage nodes, where not given, are the fewest whose ports carry the storage bandwidth.

    Source: report, appendix (一) and (二); docs/planner.md.
    """
    taken = readings_of(wanted)
    flops = compute.operations(wanted.params, wanted.tokens, taken)
    pflops = compute.installed_pflops(flops, computing_days(wanted, taken), wanted.utilisation)
    cards_exact = compute.required_cards(pflops, peak_of(wanted, taken))
    servers = compute.whole_servers(rounded_up(cards_exact), wanted.cards_per_server)
    bandwidth = bandwidth_of(wanted, taken, pflops)
    rows = tuple(storage.storage_row(item, taken) for item in stored_of(wanted, taken))
    nodes = wanted.storage_nodes or storage_nodes_for(bandwidth)
    return Figures(
        total_flops=flops,
        compute_pflops=pflops,
        cards_exact=cards_exact,
        cards=rounded_up(cards_exact),
        servers=servers,
        installed_cards=servers * wanted.cards_per_server,
        storage_bandwidth_gb_s=bandwidth,
        storage_total_pb=_rounded(storage.site_storage_pb(counted(wanted, taken, pflops)), taken),
        storage_rows=rows,
        storage_table_pb=_rounded(storage.provisioned_pb(rows), taken),
        storage_nodes=nodes,
        calendar_days=computing_days(wanted, taken) / taken.effective,
        network_ports=sum(plane.ports for plane in planes(connected_of(wanted, servers, nodes))),
    )


def connected_of(wanted: PlanInput, servers: int, nodes: int) -> Connected:
    """What the networks connect, storage nodes managed in band as the plan chose (A18)."""
    in_band = readings_of(wanted).in_band
    return Connected(servers, wanted.cards_per_server, nodes, wanted.port_gbit_s, in_band)


def computing_days(wanted: PlanInput, taken: Readings) -> Fraction:
    """Days of computing: as given, or what is left of so many calendar days (A12, A22)."""
    days = exact(wanted.days)
    return days * taken.effective if taken.calendar else days


def peak_of(wanted: PlanInput, taken: Readings) -> Fraction:
    """Dense peak of a card, in TFLOPS (A10)."""
    peak = exact(wanted.card_tflops)
    return peak / 2 if taken.sparse else peak


def counted(wanted: PlanInput, taken: Readings, pflops: Fraction) -> Fraction:
    """The compute that the storage rules are about (A15)."""
    return pflops * exact(wanted.utilisation) if taken.delivered else pflops


def bandwidth_of(wanted: PlanInput, taken: Readings, pflops: Fraction) -> Fraction:
    """Storage bandwidth by the report's rule, or by what the training needs (A14), in GB/s."""
    if taken.needs:
        params, days = taken.total or wanted.params, computing_days(wanted, taken)
        return _rounded(storage.needs_of(params, wanted.tokens, days, taken).gb_s(), taken)
    return _rounded(storage.bandwidth_gb_s(counted(wanted, taken, pflops)), taken)


def stored_of(wanted: PlanInput, taken: Readings) -> tuple[StoredModel, ...]:
    """The models whose data is stored: those listed, else the one that is trained, with all its parameters (A9)."""
    if wanted.models or taken.total is None:
        return wanted.stored()
    return (StoredModel("nlp", float(taken.total)),)


def _rounded(value: Fraction, taken: Readings) -> Fraction:
    return Fraction(rounded_up(value)) if taken.up else value
