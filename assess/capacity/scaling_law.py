"""Scaling laws: which model size and how many tokens a budget of operations is best spent on."""

from dataclasses import dataclass
from math import exp, log

PARAMS, TOKENS = (70e6, 16e9), (5e9, 500e9)
"""Smallest and largest of the trainings that the laws were fitted to.

Source: Hoffmann et al., arXiv:2203.15556, abstract; Besiroglu et al. fitted points of the same trainings.
"""
BISECTIONS = 60


@dataclass(frozen=True)
class ScalingLaw:
    """L(N, D) = E + A / N^alpha + B / D^beta, loss in nats per token; ``source`` says whose fit.

    Fitted to trainings of 70 million to 16 billion parameters on 5 to 500 billion tokens (``PARAMS``, ``TOKENS``);
    everything beyond is extrapolated.
    """

    floor: float
    params_factor: float
    tokens_factor: float
    params_power: float
    tokens_power: float
    source: str

    def loss(self, params: float, tokens: float) -> float:
        """Expected loss of a model of N parameters trained on D tokens, both above 0, in nats per token."""
        size = self.params_factor / params**self.params_power
        data = self.tokens_factor / tokens**self.tokens_power
        return float(self.floor + size + data)

    def best(self, flops: float, per_parameter_and_token: float = 6.0) -> tuple[float, float]:
        """Parameters and tokens of least loss for C = 6 N D operations above 0.

        N* = G (C / 6)^(b / (a + b)), D* = (C / 6)^(a / (a + b)) / G, G = (a A / b B)^(1 / (a + b)).

        Source: Hoffmann et al., arXiv:2203.15556, equation (4).
        """
        budget = flops / per_parameter_and_token
        a, b = self.params_power, self.tokens_power
        ratio = (a * self.params_factor / (b * self.tokens_factor)) ** (1.0 / (a + b))
        params = ratio * budget ** (b / (a + b))
        return params, budget / params

    def best_tokens(self, params: float) -> float:
        """Tokens for which a model of N parameters is the best use of their operations: D / N of ``best`` at that N.

        From the same equation: D = (N / G)^((a + b) / b) / N.
        """
        a, b = self.params_power, self.tokens_power
        ratio = (a * self.params_factor / (b * self.tokens_factor)) ** (1.0 / (a + b))
        return float((params / ratio) ** ((a + b) / b) / params)

    def least_flops(self, loss: float, most: float) -> float:
        """The fewest operations, up to ``most``, whose best point reaches a loss; by bisection on their logarithm.

        The loss of the best point only falls with operations. Valid where ``most`` reaches the loss.
        """
        low, high = 0.0, log(most)
        for _ in range(BISECTIONS):
            middle = (low + high) / 2.0
            reached = self.loss(*self.best(exp(middle))) <= loss
            low, high = (low, middle) if reached else (middle, high)
        return exp(high)

    def excess(self, params: float, tokens: float) -> float:
        """Loss above what the same operations could reach, in nats per token; 0 at the best point."""
        return self.loss(params, tokens) - self.loss(*self.best(6.0 * params * tokens))


HOFFMANN = ScalingLaw(1.69, 406.4, 410.7, 0.34, 0.28, "Hoffmann et al., arXiv:2203.15556")
BESIROGLU = ScalingLaw(
    1.8172, 482.01, 2085.43, 0.3478, 0.3658, "Besiroglu et al., arXiv:2404.10102 (refit)"
)


def cheapest_with_inference(
    law: ScalingLaw, loss: float, served_tokens: float, smallest: float = 1e7, largest: float = 1e13
) -> tuple[float, float]:
    """Parameters and training tokens that reach ``loss`` with the least operations of training and serving.

    min over N of 6 N D(N) + 2 N S with D(N) from the law; S tokens served in the model's life. The more is served, the
    smaller and longer trained the model. Raises ValueError where the loss is not above the law's floor for any size.

    Source: Sardana et al., arXiv:2401.00448, equation (3).
    """
    sizes = [smallest * (largest / smallest) ** (step / 2000.0) for step in range(2001)]
    found = [
        (6.0 * size * tokens + 2.0 * size * served_tokens, size, tokens)
        for size in sizes
        if (tokens := _tokens_for(law, size, loss)) is not None
    ]
    if not found:
        raise ValueError("no model size reaches this loss")
    _cost, size, tokens = min(found)
    return size, tokens


def _tokens_for(law: ScalingLaw, params: float, loss: float) -> float | None:
    """Tokens that bring a model to a loss; None where no number of them does."""
    left = loss - law.floor - law.params_factor / params**law.params_power
    if left <= 0.0:
        return None
    return float((law.tokens_factor / left) ** (1.0 / law.tokens_power))
