"""What a transformer is made of, as far as a plan needs it, and how many parameters follow."""

from dataclasses import dataclass

from assess.capacity.faults import PlanError, PlanFault
from indicators.records import Text

WHOLE = Text("大于 0 的整数", "a whole number above 0")
DIVIDES = Text(
    "注意力头数是键值头数的整数倍", "attention heads that are a multiple of the key-value heads"
)
CHOSEN = Text("不多于专家总数", "no more than there are experts")


@dataclass(frozen=True)
class Experts:
    """A mixture of experts: how many there are per layer, how many a token meets, and how wide each is.

    shared: experts that every token meets on top of ``chosen``. width: their feed-forward width.
    dense_layers: layers at the bottom that have an ordinary feed-forward part instead.
    """

    count: int
    chosen: int
    width: int
    shared: int = 0
    dense_layers: int = 0


@dataclass(frozen=True)
class Architecture:
    """A decoder-only transformer.

    layers L, hidden h, heads a, vocabulary V, sequence s (tokens) are counts above 0.
    kv_heads: key-value heads (0: as many as heads). head_width: 0 means h / a. feed_forward: 0 means 4 h.
    gated: a third feed-forward matrix (SwiGLU). tied: input and output embedding are one matrix.
    attention_params: parameters of a layer's attention where it is not four plain matrices (0: they are).
    kv_width: numbers kept per token and layer for generation where not 2 * kv_heads * head_width (0: it is).
    window: attention looks back at most so many tokens (0: the whole sequence).

    Raises PlanError with every field that is out of its limits.
    """

    layers: int
    hidden: int
    heads: int
    vocabulary: int = 51200
    sequence: int = 2048
    kv_heads: int = 0
    head_width: int = 0
    feed_forward: int = 0
    gated: bool = False
    tied: bool = True
    attention_params: int = 0
    kv_width: int = 0
    window: int = 0
    experts: Experts | None = None

    def __post_init__(self) -> None:
        faults = [
            PlanFault(name, str(getattr(self, name)), WHOLE, "out_of_range")
            for name in ("layers", "hidden", "heads", "vocabulary", "sequence")
            if getattr(self, name) < 1
        ]
        if not faults and self.heads % self.key_value_heads:
            faults.append(PlanFault("kv_heads", str(self.kv_heads), DIVIDES, "not_a_divisor"))
        if self.experts and self.experts.chosen > self.experts.count:
            faults.append(PlanFault("experts", str(self.experts.chosen), CHOSEN, "out_of_range"))
        if faults:
            raise PlanError(faults)

    @property
    def key_value_heads(self) -> int:
        """Key-value heads, as many as heads without grouped-query attention."""
        return self.kv_heads or self.heads

    @property
    def attention_width(self) -> int:
        """Width of all heads together, a * d."""
        return self.heads * self.head_width if self.head_width else self.hidden

    @property
    def context(self) -> int:
        """Tokens that attention looks at: the sequence, or the window where that is shorter."""
        return min(self.window or self.sequence, self.sequence)

    @property
    def cache_width(self) -> int:
        """Numbers kept per token and layer while generating: 2 * kv_heads * d, or the latent of MLA."""
        return self.kv_width or 2 * self.attention_width * self.key_value_heads // self.heads

    @property
    def attention_params_per_layer(self) -> int:
        """Query and output h * a d each, key and value h * kv d each; biases and norms left out."""
        if self.attention_params:
            return self.attention_params
        kv = self.attention_width * self.key_value_heads // self.heads
        return 2 * self.hidden * self.attention_width + 2 * self.hidden * kv

    @property
    def feed_forward_params(self) -> int:
        """An ordinary feed-forward part: 2 or, gated, 3 matrices h * f."""
        return self._matrices * self.hidden * (self.feed_forward or 4 * self.hidden)

    @property
    def embedding_params(self) -> int:
        """Embeddings: V * h, twice where they are not tied."""
        return self.vocabulary * self.hidden * (1 if self.tied else 2)

    @property
    def _matrices(self) -> int:
        return 3 if self.gated else 2

    def total_params(self) -> int:
        """All parameters N: what has to be stored, loaded and saved.

        L * attention + feed-forward of each layer (every expert and the router) + embeddings; biases and
        norms, below 0.1 %, left out. GPT-3: 96 * 12 * 12288^2 + 51200 * 12288 = 174.6e9.

        Source: Narayanan et al., SC21, arXiv:2104.04473, equation (2).
        """
        return self._layers_of(self._all_experts()) + self.embedding_params

    def active_params(self) -> int:
        """Parameters that a token meets: what has to be computed with. Equal to the total in a dense model."""
        return self._layers_of(self._met_experts()) + self.embedding_params

    def layer_params(self) -> int:
        """Matrices of all layers that a token meets, without embeddings."""
        return self._layers_of(self._met_experts())

    def stored_layer_params(self) -> int:
        """Matrices of all layers, every expert counted, without embeddings."""
        return self._layers_of(self._all_experts())

    def expert_params(self) -> int:
        """Parameters of the routed experts of all layers; 0 in a dense model."""
        if self.experts is None:
            return 0
        one = self._matrices * self.hidden * self.experts.width
        return self._expert_layers * self.experts.count * one

    @property
    def _expert_layers(self) -> int:
        return self.layers - self.experts.dense_layers if self.experts else 0

    def _layers_of(self, per_expert_layer: int) -> int:
        dense = self.layers - self._expert_layers
        attention = self.layers * self.attention_params_per_layer
        return attention + dense * self.feed_forward_params + self._expert_layers * per_expert_layer

    def _all_experts(self) -> int:
        return self._expert_part(self.experts, self.experts.count) if self.experts else 0

    def _met_experts(self) -> int:
        return self._expert_part(self.experts, self.experts.chosen) if self.experts else 0

    def _expert_part(self, experts: Experts, routed: int) -> int:
        """Feed-forward part of a layer with so many routed experts, its shared ones and the router."""
        one = self._matrices * self.hidden * experts.width
        return (routed + experts.shared) * one + self.hidden * experts.count
