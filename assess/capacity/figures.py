"""The numbers of a plan, exact, before anything is said about them."""

from dataclasses import dataclass
from fractions import Fraction

from assess.capacity import compute, storage
from assess.capacity.inputs import PlanInput
from assess.capacity.network import storage_nodes_for
from assess.capacity.quantities import rounded_up
from assess.capacity.storage import StorageRow


@dataclass(frozen=True)
class Figures:
    """Compute, cards, servers and storage of a plan; fractions are not rounded."""

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


def figures_of(wanted: PlanInput) -> Figures:
    """All numbers of a plan by the appendix's formulas.

    Steps use exact fractions; only cards, servers and storage nodes are rounded, upwards. Storage nodes,
    where not given, are the fewest whose ports carry the storage bandwidth.

    Source: report, appendix (一) and (二); docs/planner.md.
    """
    pflops = compute.required_pflops(wanted.params, wanted.tokens, wanted.days, wanted.utilisation)
    cards_exact = compute.required_cards(pflops, wanted.card_tflops)
    servers = compute.whole_servers(rounded_up(cards_exact), wanted.cards_per_server)
    bandwidth = storage.bandwidth_gb_s(pflops)
    rows = tuple(storage.storage_row(item) for item in wanted.stored())
    return Figures(
        total_flops=compute.total_flops(wanted.params, wanted.tokens),
        compute_pflops=pflops,
        cards_exact=cards_exact,
        cards=rounded_up(cards_exact),
        servers=servers,
        installed_cards=servers * wanted.cards_per_server,
        storage_bandwidth_gb_s=bandwidth,
        storage_total_pb=storage.site_storage_pb(pflops),
        storage_rows=rows,
        storage_table_pb=storage.provisioned_pb(rows),
        storage_nodes=wanted.storage_nodes or storage_nodes_for(bandwidth),
    )
