"""(一) 计算规划: operations, installed peak, cards, servers, after the report's appendix."""

from fractions import Fraction

from assess.capacity.quantities import PETA, SECONDS_PER_DAY, TERA, Number, exact, rounded_up

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
    seconds = exact(days) * SECONDS_PER_DAY
    return total_flops(params, tokens) / (seconds * exact(utilisation)) / PETA


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
