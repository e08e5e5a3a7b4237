"""Operations of training a transformer: matrices, attention, vocabulary, recomputation; HFU and MFU."""

from typing import Literal

from assess.capacity.architecture import Architecture

Recompute = Literal["none", "selective", "full"]

FORWARD, BACKWARD = 1, 2
"""A backward pass costs two forward passes: gradients of inputs and of weights."""

MODEL_PASSES = FORWARD + BACKWARD


def forward_matrix_flops(model: Architecture) -> float:
    """Forward operations per token in the layers' matrices: 2 per parameter that the token meets.

    Source: Narayanan et al., SC21, arXiv:2104.04473, appendix; experts that a token does not meet cost nothing.
    """
    return 2.0 * model.layer_params()


def forward_attention_flops(model: Architecture, *, causal: bool = False) -> float:
    """Forward operations per token in attention scores and their use: 4 * L * s * (a d), in FLOPs.

    causal: count only the half below the diagonal, as a kernel like FlashAttention computes. The published MFU of
    Megatron-LM and PaLM count the whole square.

    Source: Narayanan et al., SC21, equation (3); Chowdhery et al., arXiv:2204.02311, appendix B.
    """
    whole = 4.0 * model.layers * model.context * model.attention_width
    return whole / 2.0 if causal else whole


def forward_vocabulary_flops(model: Architecture) -> float:
    """Forward operations per token of the output layer: 2 * h * V; looking up the input embedding costs none."""
    return 2.0 * model.hidden * model.vocabulary


def model_flops_per_token(model: Architecture, *, causal: bool = False) -> float:
    """Operations per trained token without recomputation: the numerator of MFU.

    3 * (matrices + attention + vocabulary); for a plain GPT this is SC21's equation (3) without recomputation,
    72 L h^2 (1 + s / 6h + V / 12 L h).

    Source: Narayanan et al., SC21, arXiv:2104.04473, equation (3).
    """
    forward = (
        forward_matrix_flops(model)
        + forward_attention_flops(model, causal=causal)
        + forward_vocabulary_flops(model)
    )
    return MODEL_PASSES * forward


def hardware_flops_per_token(
    model: Architecture, recompute: Recompute, *, causal: bool = False
) -> float:
    """Operations per trained token that the cards execute: the numerator of HFU.

    full: one more forward pass of the layers (not of the vocabulary): 96 L h^2 (1 + s / 6h + V / 16 L h).
    selective: attention scores are computed once more. none: as the model needs.

    Source: Narayanan et al., SC21, equation (3); Korthikanti et al., arXiv:2205.05198, section 5.
    """
    again = {
        "none": 0.0,
        "selective": forward_attention_flops(model, causal=causal),
        "full": forward_matrix_flops(model) + forward_attention_flops(model, causal=causal),
    }[recompute]
    return model_flops_per_token(model, causal=causal) + again


def total_model_flops(model: Architecture, tokens: float, *, causal: bool = False) -> float:
    """Operations of a whole training without recomputation, for ``tokens`` > 0."""
    return model_flops_per_token(model, causal=causal) * tokens


def mfu_of_hfu(model: Architecture, recompute: Recompute, hfu: float) -> float:
    """MFU that corresponds to an HFU in (0, 1]: HFU * model FLOPs / hardware FLOPs.

    With full recomputation and a large model this is 3/4 of HFU: 40 % HFU are 30 % MFU (reading A6).

    Source: definitions of the report, section 一, and table 2; Chowdhery et al., arXiv:2204.02311, appendix B.
    """
    return hfu * model_flops_per_token(model) / hardware_flops_per_token(model, recompute)


def hfu_of_mfu(model: Architecture, recompute: Recompute, mfu: float) -> float:
    """HFU that corresponds to an MFU in (0, 1]; the inverse of ``mfu_of_hfu``."""
    return mfu * hardware_flops_per_token(model, recompute) / model_flops_per_token(model)


def flops_of_counts(
    params: float, layers: int, hidden: int, sequence: int, recompute: Recompute
) -> float:
    """Operations per token from a parameter count alone, where the vocabulary is not known.

    6 N + 12 L h s, times 4/3 with full recomputation; ``params`` are the active ones. The embedding counts once as
    in most published figures. Without an architecture (layers or hidden 0) attention is left out.

    Source: Chowdhery et al., arXiv:2204.02311, appendix B (MFU); Narayanan et al., SC21, equation (4) for 8 N.
    """
    attention = 12.0 * layers * hidden * sequence
    passes = {"none": 1.0, "selective": 1.0, "full": 4.0 / 3.0}[recompute]
    extra = attention / 3.0 if recompute == "selective" else 0.0
    return passes * (6.0 * params + attention) + extra
