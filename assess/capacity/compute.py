"""(一) 计算规划: operations, installed peak, cards, servers, after the report's appendix."""

from fractions import Fraction

from assess.capacity.quantities import PETA, SECONDS_PER_DAY, TERA, Number, exact, rounded_up
from assess.capacity.readings import Readings

FLOPS_PER_PARAMETER_AND_TOKEN = 8
"""Forward 2, backward 4, and 2 for the second forward pass of full activation recomputation."""


def total_flops(params: Number, tokens: Number) -> Fraction:
    """Operations of a training run with full activation recomputation.

    C = 8 * N * D, in FLOPs (a count, not a rate).

    Args:
        params: parameters N, a count above 0; the active ones of a mixture of experts.
        tokens: training tokens D, a count above 0.

    Attention and vocabulary are not counted: about 2 % too low for large dense models.

    Source: report, appendix (一); Narayanan et al., SC21, equation (4), arXiv:2104.04473.
    """
    return FLOPS_PER_PARAMETER_AND_TOKEN * exact(params) * exact(tokens)


def required_pflops(params: Number, tokens: Number, days: Number, utilisation: Number) -> Fraction:
    """算力规模: the installed dense 16-bit peak that finishes in time, in PFLOPS.

    P = 8 * N * D / (T * u) / 10^15

    Args:
        params: parameters N.
        tokens: training tokens D.
        days: training time in days; T = days * 86400 s.
        utilisation: u in (0, 1], the hardware utilisation (HFU), as the factor 8 counts recomputation.

    Raises:
        ZeroDivisionError: days or utilisation is 0.

    Source: report, appendix (一). The printed expression, in units of 10^9 parameters and tokens, gives
    TFLOPS; the report divides by 1000 without saying so (assumption A21).
    """
    return installed_pflops(total_flops(params, tokens), days, utilisation)


def installed_pflops(flops: Number, days: Number, utilisation: Number) -> Fraction:
    """Installed peak that executes so many operations in so many days: C / (T * u) / 10^15, in PFLOPS.

    Raises ZeroDivisionError: days or utilisation is 0.

    Source: report, appendix (一).
    """
    seconds = exact(days) * SECONDS_PER_DAY
    return exact(flops) / (seconds * exact(utilisation)) / PETA


def factors(readings: Readings) -> tuple[int, int]:
    """Operations per parameter, and per layer * width * sequence, that a token costs: (8, 0) as the report counts.

    Model alone (A6 MFU, A7 none): 6 and 12. Full recomputation: 8 and 16. Selective: 6 and 16, as the scores are
    computed once more. Attention counts where an architecture is given (A8).

    Source: Narayanan et al., SC21, arXiv:2104.04473, equation (3); Korthikanti et al., arXiv:2205.05198, section 5.
    """
    kind = "6" if readings.of_model else readings.recomputation
    linear, attention = {"8": (8, 16), "6": (6, 12), "6s": (6, 16)}[kind]
    return linear, attention if readings.shape else 0


def operations(params: Number, tokens: Number, readings: Readings) -> Fraction:
    """Operations of a training as the open points are read: (k N + a L h s) D, in FLOPs; 8 N D as the report counts."""
    linear, attention = factors(readings)
    layers, width, sequence = readings.shape or (0, 0, 0)
    per_token = linear * exact(params) + attention * layers * width * sequence
    return per_token * exact(tokens)


def required_cards(pflops: Number, card_tflops: Number) -> Fraction:
    """GPU 卡数 before rounding: P / p, equal to the report's 8 * N * D / (T * p * u).

    Args:
        pflops: the installed peak P in PFLOPS, not rounded.
        card_tflops: the card's dense 16-bit peak p in TFLOPS, above 0.

    Raises:
        ZeroDivisionError: card_tflops is 0.

    Source: report, appendix (一). Round up only at the end (assumption A19).
    """
    return exact(pflops) * PETA / (exact(card_tflops) * TERA)


def whole_servers(cards: int, cards_per_server: int) -> int:
    """Servers that hold at least ``cards`` cards, ``cards_per_server`` in each; both whole and above 0.

    Source: the report counts cards only; servers are bought whole (assumption A19).
    """
    return rounded_up(Fraction(cards, cards_per_server))
