"""Inference capacity: figures by hand, targets kept, and the nearest where a wish cannot be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.capacity.faults import PlanError
from assess.capacity.inference import USABLE_SHARE, bytes_needed
from assess.capacity.serving import reachable, serve, with_reachable
from assess.capacity.serving_order import SERVING_FIELDS, read_serving
from assess.capacity.serving_presets import SERVING_PRESETS

H100 = {"peak_tflops": 989, "memory_gb": 80, "memory_gb_s": 3350}
LLAMA = {**SERVING_PRESETS[0].order, **H100}


def test_cache_and_weights_of_llama_2_70b_are_those_worked_by_hand() -> None:
    told = serve(LLAMA).as_dict()
    assert told["cache_bytes_per_token"] == 2 * 80 * 8 * 128 * 2
    # by hand: eighty layers of two square and two narrow matrices and three of the feed-forward part, two embeddings
    assert told["params_total"] == 68_975_329_280
    assert told["weights_gb"] == pytest.approx(137.95, abs=0.01)
    assert told["cache_gb_per_request"] == pytest.approx(1280 * 327680 / 1e9)


def test_prefill_and_decode_follow_the_roofline() -> None:
    found = serve(LLAMA)
    # prefill: 989e12 * 0.4 / (2 N + 2 * 80 * 8192 * 1024) tokens per second and card
    rate = 989e12 * 0.4 / (2 * 68_975_329_280 + 2 * 80 * 8192 * 1024)
    assert found.as_dict()["prefill_tokens_per_s_per_card"] == pytest.approx(rate)
    assert found.plan.ttft_s == pytest.approx(1024 / (rate * found.plan.group))
    bytes_read = 137_950_658_560 + found.plan.batch * 1280 * 327680
    assert found.plan.tpot_s == pytest.approx(bytes_read / (3350e9 * 0.5) / found.plan.group)


@given(st.sampled_from(SERVING_PRESETS), st.floats(min_value=0.1, max_value=1e4))
def test_a_plan_keeps_its_targets_and_its_memory(preset, queries: float) -> None:  # type: ignore[no-untyped-def]
    found = serve({**preset.order, **H100, "queries_per_s": queries})
    plan, service = found.plan, found.service
    assert plan.ttft_s <= service.load.ttft_s
    assert plan.tpot_s <= service.load.tpot_s
    assert bytes_needed(service, plan.batch) <= USABLE_SHARE * plan.group * 80e9
    assert plan.cards % plan.group == 0
    assert (
        plan.cards * 0.7 >= max(plan.prefill_cards + plan.decode_cards, plan.memory_cards) * 0.999
    )


def test_a_larger_group_is_taken_where_it_needs_fewer_cards() -> None:
    # two cards just hold the weights, which leaves hardly any room for a batch
    assert serve(LLAMA).plan.group > 2


def test_a_wish_that_cannot_be_kept_names_what_is_violated_and_what_can_be() -> None:
    order = {**LLAMA, "ttft_s": "0.001", "tpot_s": "0.0001"}
    with pytest.raises(PlanError) as caught:
        serve(order)
    assert {(item.field, item.code) for item in caught.value.faults} == {
        ("ttft_s", "infeasible"),
        ("tpot_s", "infeasible"),
    }
    offers = reachable(order)
    assert offers
    for item in offers:
        assert serve({**order, **item.changes}).plan.cards == item.cards
    told = with_reachable(caught.value, order)
    assert offers[0].text.en in told.faults[0].expected.en


def test_a_prompt_is_shortened_as_little_as_needed() -> None:
    order = {**LLAMA, "ttft_s": "0.001"}
    [shorter] = [item for item in reachable(order) if set(item.changes) == {"tokens_in"}]
    longer = {**order, "tokens_in": shorter.changes["tokens_in"] + 1}
    with pytest.raises(PlanError):
        serve(longer)


def test_too_little_memory_is_told_and_fewer_bits_are_offered() -> None:
    order = {**SERVING_PRESETS[2].order, **H100, "memory_gb": 8}
    with pytest.raises(PlanError) as caught:
        serve(order)
    assert [item.field for item in caught.value.faults] == ["memory_gb"]
    assert {tuple(item.changes.items()) for item in reachable(order)} == {
        (("weight_bytes", 1.0),), (("weight_bytes", 0.5),),
    }  # fmt: skip


def test_nothing_is_offered_where_the_wish_can_be_kept() -> None:
    assert reachable(LLAMA) == ()


def test_every_fault_is_told_at_once() -> None:
    with pytest.raises(PlanError) as caught:
        read_serving({"queries_per_s": "many", "colour": "red"})
    found = {(item.field, item.code) for item in caught.value.faults}
    assert {("queries_per_s", "not_a_number"), ("colour", "unknown"), ("tokens_in", "missing"),
            ("peak_tflops", "missing"), ("params", "missing")} <= found  # fmt: skip


def test_every_field_has_its_place_and_a_source() -> None:
    assert len({item.name for item in SERVING_FIELDS}) == len(SERVING_FIELDS)
    for item in SERVING_FIELDS:
        assert item.source.zh
        assert item.source.en
        assert item.low < item.high


def test_requests_that_ask_for_more_take_no_fewer_cards() -> None:
    assert serve({**LLAMA, "queries_per_s": 20}).plan.cards >= serve(LLAMA).plan.cards
