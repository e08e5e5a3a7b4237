"""Power, energy and cost of a training."""

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


@dataclass(frozen=True)
class Ownership:
    """What owning a cluster costs, in one currency.

    server_price and network_share (of the servers' price) are paid once and written off over ``years``;
    price_per_kwh is paid for energy; upkeep_share is paid per year on the purchase.
    """

    server_price: float
    network_share: float
    years: float
    price_per_kwh: float
    upkeep_share: float


def ownership_cost(owned: Ownership, servers: float, days: float, site_mw: float) -> float:
    """Cost of ``days`` of a cluster's life: write-off, upkeep and energy, in the currency of the prices."""
    bought = servers * owned.server_price * (1.0 + owned.network_share)
    yearly = bought * (1.0 / owned.years + owned.upkeep_share)
    energy = site_mw * 1000.0 * HOURS_PER_DAY * days * owned.price_per_kwh
    return yearly * days / 365.0 + energy
