"""Architectures, operations and memory against published figures."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.capacity.architecture import Architecture, Experts
from assess.capacity.checkpoints import checkpoint_bytes, loading_mb_s, write_gb_s
from assess.capacity.faults import PlanError
from assess.capacity.flops import (
    flops_of_counts,
    hardware_flops_per_token,
    hfu_of_mfu,
    mfu_of_hfu,
    model_flops_per_token,
    total_model_flops,
)
from assess.capacity.inference import cache_bytes_per_token
from assess.capacity.layout import Layout, check
from assess.capacity.memory import activation_bytes_per_layer, fits, memory_per_card, state_bytes

GPT3 = Architecture(layers=96, hidden=12288, heads=96)
LLAMA_405B = Architecture(
    layers=126, hidden=16384, heads=128, kv_heads=8, vocabulary=128256, sequence=8192,
    feed_forward=53248, gated=True, tied=False,
)  # fmt: skip
LLAMA2_70B = Architecture(
    layers=80, hidden=8192, heads=64, kv_heads=8, vocabulary=32000, sequence=4096,
    feed_forward=28672, gated=True, tied=False,
)  # fmt: skip
DEEPSEEK_V3 = Architecture(
    layers=61, hidden=7168, heads=128, vocabulary=129280, sequence=4096, head_width=128,
    feed_forward=18432, gated=True, tied=False, attention_params=187_107_328, kv_width=576,
    experts=Experts(count=256, chosen=8, width=2048, shared=1, dense_layers=3),
)  # fmt: skip
SMALL = st.builds(
    Architecture,
    layers=st.integers(1, 64),
    hidden=st.integers(1, 64).map(lambda number: number * 128),
    heads=st.sampled_from([8, 16, 32]),
    sequence=st.sampled_from([128, 2048, 8192]),
)


@pytest.mark.parametrize(
    ("model", "billions"),
    [(GPT3, 174.6), (LLAMA_405B, 405.85), (LLAMA2_70B, 68.98), (DEEPSEEK_V3, 671.0)],
)
def test_parameters_are_those_that_the_models_are_published_with(
    model: Architecture, billions: float
) -> None:
    assert model.total_params() / 1e9 == pytest.approx(billions, rel=1e-3)


def test_a_token_meets_37_of_deepseeks_671_billion_parameters() -> None:
    assert DEEPSEEK_V3.active_params() / 1e9 == pytest.approx(37, rel=0.02)
    assert GPT3.active_params() == GPT3.total_params()


def test_operations_of_opt_are_the_4_30e23_that_its_authors_give() -> None:
    # metaseq: 4.30e23 for 300e9 tokens, full recomputation; SC21 equation (3)
    assert hardware_flops_per_token(GPT3, "full") * 300e9 == pytest.approx(4.302e23, rel=1e-3)


def test_operations_equal_equation_3_of_sc21_for_a_plain_gpt() -> None:
    layers, h, s, v = 96, 12288, 2048, 51200
    by_hand = 72 * layers * h * h * (1 + s / (6 * h) + v / (12 * layers * h))
    assert model_flops_per_token(GPT3) == pytest.approx(by_hand, rel=1e-12)


def test_selective_recomputation_computes_attention_once_more() -> None:
    more = hardware_flops_per_token(GPT3, "selective") - model_flops_per_token(GPT3)
    assert more == pytest.approx(4 * 96 * 2048 * 12288)
    assert hardware_flops_per_token(GPT3, "none") == model_flops_per_token(GPT3)


def test_forty_per_cent_hfu_are_about_thirty_per_cent_mfu() -> None:
    assert mfu_of_hfu(GPT3, "full", 0.40) == pytest.approx(0.30, abs=0.001)


@given(model=SMALL, share=st.floats(0.01, 1.0))
def test_hfu_and_mfu_are_each_others_inverse(model: Architecture, share: float) -> None:
    assert hfu_of_mfu(model, "full", mfu_of_hfu(model, "full", share)) == pytest.approx(share)
    assert mfu_of_hfu(model, "full", share) <= share


@given(model=SMALL, tokens=st.floats(1e6, 1e13))
def test_operations_grow_in_proportion_to_tokens(model: Architecture, tokens: float) -> None:
    assert total_model_flops(model, 2 * tokens) == pytest.approx(
        2 * total_model_flops(model, tokens)
    )
    assert total_model_flops(model, tokens, causal=True) < total_model_flops(model, tokens)


def test_operations_from_a_count_alone_are_6_n_without_an_architecture() -> None:
    assert flops_of_counts(175e9, 0, 0, 0, "none") == 6 * 175e9
    assert flops_of_counts(175e9, 0, 0, 0, "full") == pytest.approx(8 * 175e9)


def test_states_follow_the_stages_of_zero() -> None:
    # Rajbhandari et al., arXiv:1910.02054, figure 1: 7.5e9 parameters, 64 ranks: 120, 31.4, 16.6, 1.9 GB
    assert state_bytes(7.5e9, "zero1", 64) / 1e9 == pytest.approx(31.4, abs=0.05)
    assert state_bytes(7.5e9, "zero2", 64) / 1e9 == pytest.approx(16.6, abs=0.05)
    assert state_bytes(7.5e9, "zero3", 64) / 1e9 == pytest.approx(1.9, abs=0.05)
    assert state_bytes(1.0, "none", 64) == 18.0


def test_full_recomputation_keeps_only_the_input_of_a_layer() -> None:
    layout = Layout(8, 1, 1, 4, 4, recompute="full", sequence_parallel=False)
    model = Architecture(48, 6144, 64)
    assert activation_bytes_per_layer(model, layout, "full") == 2 * 2048 * 4 * 6144


@given(model=SMALL, tensor=st.sampled_from([1, 2, 4, 8]))
def test_more_tensor_parallelism_never_needs_more_memory(model: Architecture, tensor: int) -> None:
    one = memory_per_card(model, Layout(1, 1, 8, 1, 8))
    more = memory_per_card(model, Layout(tensor, 1, 8, 1, 8))
    assert more.total <= one.total


def test_a_model_that_is_too_large_does_not_fit() -> None:
    assert not fits(GPT3, Layout(8, 1, 1, 1, 8), 80.0)
    assert fits(GPT3, Layout(8, 12, 16, 1, 1536), 80.0)


def test_a_layout_that_does_not_divide_is_refused_with_every_reason() -> None:
    with pytest.raises(PlanError) as refused:
        check(GPT3, Layout(5, 7, 3, 2, 100))
    assert {fault.field for fault in refused.value.faults} == {"tensor", "pipeline", "global_batch"}


def test_impossible_architectures_are_refused_by_field() -> None:
    with pytest.raises(PlanError) as refused:
        Architecture(layers=0, hidden=-1, heads=8)
    assert {fault.field for fault in refused.value.faults} == {"layers", "hidden"}
    with pytest.raises(PlanError):
        replace(GPT3, kv_heads=7)


def test_cache_per_token_is_as_published() -> None:
    assert cache_bytes_per_token(LLAMA2_70B) == 320 * 1024
    assert cache_bytes_per_token(LLAMA_405B) == 504 * 1024
    assert cache_bytes_per_token(DEEPSEEK_V3) == 70272  # about 70 KB


def test_hourly_checkpoints_of_175b_ask_for_68_or_97_gigabytes_a_second() -> None:
    assert write_gb_s(checkpoint_bytes(175e9), 3600) == pytest.approx(68.06, abs=0.01)
    assert write_gb_s(checkpoint_bytes(175e9, 20), 3600) == pytest.approx(97.22, abs=0.01)


def test_reading_the_examples_tokens_once_takes_3_megabytes_a_second() -> None:
    assert loading_mb_s(3500e9, 4, 50 * 86400) == pytest.approx(3.24, abs=0.01)
