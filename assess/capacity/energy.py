"""Power and energy of a training, and what it costs on rented cards."""

from dataclasses import dataclass

HOURS_PER_DAY = 24.0


@dataclass(frozen=True)
class Power:
    """Power of a site in MW: of the computing equipment, and of the whole site with its PUE."""

    it_mw: float
    site_mw: float


def site_power(servers: float, server_kw: float, pue: float, others_kw: float = 0.0) -> Power:
    """Power of ``servers`` servers of ``server_kw`` each and ``others_kw`` of storage and network, times PUE >= 1.

    1,182 servers of 6.5 kW at PUE 1.25: 9.6 MW.

    Source: definition of PUE (ISO/IEC 30134-2; report, table 2).
    """
    it = (servers * server_kw + others_kw) / 1000.0
    return Power(it, it * pue)


def energy_mwh(chip_hours: float, watts: float, pue: float) -> float:
    """Energy of a training in MWh: chip-hours * average watts of a chip with its share of the server * PUE.

    Source: Patterson et al., arXiv:2104.10350, table 4 and the formula above it.
    """
    return chip_hours * watts * pue / 1e6


def rental_cost(chip_hours: float, price_per_hour: float) -> float:
    """Cost of rented cards, in the currency of the price."""
    return chip_hours * price_per_hour
