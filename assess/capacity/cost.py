"""What a cluster costs that is bought and run: purchase, energy and operation, by the year, for a training, in all."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite

from indicators.records import Text

DAYS_PER_YEAR, HOURS_PER_YEAR = 365.0, 8760.0
KWH_PER_MWH = 1000.0
MEGA = 1e6


@dataclass(frozen=True)
class Prices:
    """Unit prices in one currency; None where not known, 0 where there is nothing to pay.

    server_price: a whole server with its cards; card_price: a card alone, taken where that is not known. Switches by
    plane, an optical module, a cable, a TB of storage provided, a kWh. upkeep_share of the purchase and
    operation_per_year (staff, rooms, licences) are paid each year. years: until the purchase is written off.
    busy_share: share of the time that the cluster trains, in (0, 1].
    """

    server_price: float | None = None
    card_price: float | None = None
    switch_price: float | None = None
    sample_switch_price: float | None = None
    business_switch_price: float | None = None
    management_switch_price: float | None = None
    optic_price: float | None = None
    cable_price: float | None = None
    storage_price_tb: float | None = None
    price_per_kwh: float | None = None
    upkeep_share: float | None = None
    operation_per_year: float | None = None
    years: float = 5.0
    busy_share: float = 1.0


UNIT_PRICES = (
    "server_price", "card_price", "switch_price", "sample_switch_price", "business_switch_price",
    "management_switch_price", "optic_price", "cable_price", "storage_price_tb", "price_per_kwh",
    "upkeep_share", "operation_per_year",
)  # fmt: skip
ITEMS: Mapping[str, Text] = {
    "servers": Text("服务器（含加速卡、备机）", "Servers with their cards, spares included"),
    "cards": Text("加速卡（不含服务器其余部分）", "Cards (without the rest of the servers)"),
    "parameter": Text("参数面交换机", "Switches of the parameter plane"),
    "sample": Text("样本面交换机", "Switches of the sample plane"),
    "business": Text("业务面交换机", "Switches of the business plane"),
    "management": Text("管理面交换机", "Switches of the management plane"),
    "optics": Text("光模块", "Optical modules"),
    "cables": Text("线缆", "Cables"),
    "storage": Text("存储", "Storage"),
}
ONLY_CARDS = Text(
    "服务器价格未给出，只计了加速卡，机箱、CPU、网卡等未计入",
    "the price of a server is not given: cards alone are counted, without chassis, processors and network cards",
)
NO_ENERGY = Text("电价未给出，电费未计入", "the price of a kWh is not given: energy is left out")
NO_OPERATION = Text(
    "维保比例与每年运营费用均未给出，运维未计入",
    "neither upkeep nor operation per year is given: operation is left out",
)


@dataclass(frozen=True)
class Quantities:
    """What is bought and used: servers (spares too) and their cards, switches by plane, optics, cables, TB of storage.

    cards: that train. site_mw while they do. days, energy_mwh, tokens: of the training.
    """

    servers: int
    cards_bought: int
    switches: Mapping[str, int]
    optics: int
    cables: int
    storage_tb: float
    cards: int
    site_mw: float
    days: float
    energy_mwh: float
    tokens: float


@dataclass(frozen=True)
class Item:
    """A line of the purchase; price and amount None where the price is not known."""

    code: str
    quantity: float
    price: float | None

    @property
    def name(self) -> Text:
        """What is bought."""
        return ITEMS[self.code]

    @property
    def amount(self) -> float | None:
        """Quantity times price; 0 where nothing is bought."""
        if not self.quantity:
            return 0.0
        return None if self.price is None else self.quantity * self.price


@dataclass(frozen=True)
class Ownership:
    """What is known of the cost, in the currency of the prices. ``missing``: what is not in it, never guessed.

    purchase at the start; per year write_off (over ``years``), energy, upkeep and operation (None: not known).
    slope: by how much a training costs more for each unit that a server costs more.
    """

    items: tuple[Item, ...]
    missing: tuple[Text, ...]
    purchase: float
    years: float
    write_off: float
    energy: float | None
    operation: float | None
    run_days_share: float
    run_energy: float | None
    card_hours: float
    tokens: float
    slope: float

    @property
    def known(self) -> bool:
        """Whether any price is known at all."""
        priced = any(item.price is not None for item in self.items)
        return priced or self.energy is not None or self.operation is not None

    @property
    def complete(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing

    @property
    def fixed(self) -> float:
        """Write-off and operation of a year: what is paid whether it trains or not."""
        return self.write_off + (self.operation or 0.0)

    @property
    def per_year(self) -> float:
        """Write-off, energy and operation of a year."""
        return self.fixed + (self.energy or 0.0)

    @property
    def over_years(self) -> float:
        """Purchase, and energy and operation until it is written off."""
        return self.purchase + self.years * (self.per_year - self.write_off)

    @property
    def per_run(self) -> float:
        """The training's share of a year's write-off and operation, and its energy."""
        return self.fixed * self.run_days_share + (self.run_energy or 0.0)

    @property
    def per_card_hour(self) -> float:
        """What an hour of a card that trains costs."""
        return self.per_year / self.card_hours

    @property
    def per_million_tokens(self) -> float:
        """What a million trained tokens cost."""
        return self.per_run / self.tokens * MEGA


def ownership(prices: Prices, bought: Quantities) -> Ownership:
    """Cost of buying and running: A = sum of quantity * price; a year costs A / Y + energy + upkeep A + operation.

    Energy of a year: site power * 8,760 h * busy share * price. A training of T days bears T / (365 busy) of a year's
    write-off and operation, and its own energy. What has no price is left out and told.

    Source: straight-line write-off; PUE as in ``site_power``; docs/planner.md.
    """
    items = tuple(_items(prices, bought))
    purchase = sum(item.amount or 0.0 for item in items)
    hours = HOURS_PER_YEAR * prices.busy_share
    kwh = prices.price_per_kwh
    share = bought.days / (DAYS_PER_YEAR * prices.busy_share)
    return Ownership(
        items=items,
        missing=tuple(_missing(prices, items)),
        purchase=purchase,
        years=prices.years,
        write_off=purchase / prices.years,
        energy=None if kwh is None else bought.site_mw * hours * KWH_PER_MWH * kwh,
        operation=_operation(prices, purchase),
        run_days_share=share,
        run_energy=None if kwh is None else bought.energy_mwh * KWH_PER_MWH * kwh,
        card_hours=bought.cards * hours,
        tokens=bought.tokens,
        slope=bought.servers * (1.0 / prices.years + (prices.upkeep_share or 0.0)) * share,
    )


def server_price_at(owned: Ownership, cost: float) -> float | None:
    """The price of a server at which the training costs ``cost``; None where no price does or other parts are missing."""
    servers = owned.items[0]
    if servers.code != "servers" or any(text not in _servers_missing() for text in owned.missing):
        return None
    rest = owned.per_run - (servers.price or 0.0) * owned.slope
    if not (isfinite(cost) and isfinite(rest)):
        return None
    price = (cost - rest) / owned.slope
    return price if price >= 0.0 else None


def _operation(prices: Prices, purchase: float) -> float | None:
    if prices.upkeep_share is None and prices.operation_per_year is None:
        return None
    return purchase * (prices.upkeep_share or 0.0) + (prices.operation_per_year or 0.0)


def _items(prices: Prices, bought: Quantities) -> Iterator[Item]:
    if prices.server_price is None and prices.card_price is not None:
        yield Item("cards", bought.cards_bought, prices.card_price)
    else:
        yield Item("servers", bought.servers, prices.server_price)
    by_plane = {
        "parameter": prices.switch_price,
        "sample": prices.sample_switch_price,
        "business": prices.business_switch_price,
        "management": prices.management_switch_price,
    }
    for code, price in by_plane.items():
        yield Item(code, bought.switches[code], price)
    yield Item("optics", bought.optics, prices.optic_price)
    yield Item("cables", bought.cables, prices.cable_price)
    yield Item("storage", bought.storage_tb, prices.storage_price_tb)


def _missing(prices: Prices, items: Sequence[Item]) -> Iterator[Text]:
    for item in items:
        if item.amount is None:
            yield _unpriced(item.name)
        if item.code == "cards":
            yield ONLY_CARDS
    if prices.price_per_kwh is None:
        yield NO_ENERGY
    if prices.upkeep_share is None and prices.operation_per_year is None:
        yield NO_OPERATION


def _unpriced(name: Text) -> Text:
    return Text(f"{name.zh}：单价未给出，未计入", f"{name.en}: no price is given, left out")


def _servers_missing() -> tuple[Text, ...]:
    return (_unpriced(ITEMS["servers"]),)
