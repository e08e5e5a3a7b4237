"""Training, compression and inference from what tools say: every expected value worked by hand."""

from dataclasses import replace
from typing import Any

import pytest

from assess.derivation.compression import compression
from assess.derivation.inference import inference
from assess.derivation.records import CONVERTED, DOUBTFUL, EXACT, PARTIAL, Candidate, Found, Proof
from assess.derivation.training import training
from tests.derivation.cases import KNOWN, proof

CONVERSATION = replace(KNOWN, inputs={"ttft_slo": 2.0, "tpot_slo": 0.2})


def of(found: Found, slot: str) -> list[Candidate]:
    return [item for item in found if isinstance(item, Candidate) and item.slot == slot]


def test_printed_model_rate_over_the_cards_peak_is_mfu() -> None:
    (item,) = of(training((proof("model_tflops", 156.0, card="A100-SXM4-80GB"),), KNOWN), "P13")
    assert item.value == pytest.approx(50.0)
    assert item.inputs == {"mfu": item.value}


def test_a_rate_with_recomputation_is_hfu_and_never_mfu() -> None:
    found = training((proof("hardware_tflops", 149.02, card="A100-SXM4-80GB"),), KNOWN)
    assert of(found, "P13") == []
    assert of(found, "P07")[0].value == pytest.approx(47.7628, abs=1e-4)


def test_without_recomputation_hfu_is_mfu() -> None:
    found = training((proof("model_tflops", 156.0, card="A100-SXM4-80GB", recomputation="none"),), KNOWN)  # fmt: skip
    assert of(found, "P07")[0].value == of(found, "P13")[0].value


def log(**told: Any) -> tuple[Proof, ...]:
    figures = {"tokens_per_s": 1.0e5, "active_params": 1.0e10, "run_cards": 64.0}
    return tuple(proof(name, value, number=place, card="A100-SXM4-80GB", **told) for place, (name, value) in enumerate(figures.items()))  # fmt: skip


def test_tokens_per_second_give_six_operations_per_parameter() -> None:
    (item,) = of(training(log(), KNOWN), "P13")
    assert item.value == pytest.approx(30.04808, abs=1e-5)  # 6e10 * 1e5 / (64 * 312e12)
    assert len(item.proofs) == 3


def test_a_told_shape_adds_attention_and_full_recomputation_a_third() -> None:
    told = {"layers": 40, "hidden_size": 5120, "sequence_length": 2048, "recomputation": "full"}
    found = training(log(**told), KNOWN)
    # 6e10 + 12 * 40 * 5120 * 2048 = 65 033 164 800 FLOP per token; over 64 * 312e12 at 1e5 tokens a second
    assert of(found, "P13")[0].value == pytest.approx(32.56869, abs=1e-5)
    assert of(found, "P07")[0].value == pytest.approx(32.56869 * 4 / 3, abs=1e-3)


GPT = {
    "layers": 96, "hidden_size": 12288, "attention_heads": 96, "sequence_length": 2048, "vocabulary": 51200,
}  # fmt: skip


def test_a_rate_with_full_recomputation_gives_mfu_by_the_models_shape() -> None:
    rows = (proof("hardware_tflops", 160.0, card="A100-SXM4-80GB", recomputation="full", **GPT),)
    found = training(rows, KNOWN)
    assert of(found, "P07")[0].value == pytest.approx(51.282, abs=1e-3)
    # 72 (1 + s/6h + V/12Lh) over 96 (1 + s/6h + V/16Lh) of SC21, equation 3
    share = (
        72 * (1 + 2048 / 73728 + 51200 / 14155776) / (96 * (1 + 2048 / 73728 + 51200 / 18874368))
    )
    assert of(found, "P13")[0].value == pytest.approx(51.282 * share, abs=1e-3)


def test_runs_that_a_log_numbers_are_told_apart() -> None:
    rows = tuple(proof("model_tflops", 100.0 + 10 * run, number=run, run=run, card="A100-SXM4-80GB") for run in (1, 2))  # fmt: skip
    assert len(of(training(rows, KNOWN), "P13")) == 2


def test_a_log_that_names_no_card_says_that_it_is_the_clusters() -> None:
    (item,) = of(training((proof("model_tflops", 156.0),), replace(KNOWN, card_peak=312.0)), "P13")
    assert item.value == pytest.approx(50.0)
    assert len(item.assumptions) == 2


def test_more_than_anybody_measured_asks_for_the_precision() -> None:
    (item,) = of(training((proof("model_tflops", 813.0, card="H100 SXM"),), KNOWN), "P13")
    assert item.value == pytest.approx(82.171, abs=1e-3)
    assert item.rank == DOUBTFUL


def test_another_precision_than_sixteen_bits_is_never_chosen_unasked() -> None:
    (item,) = of(training((proof("model_tflops", 400.0, card="H100 SXM", precision="fp8"),), KNOWN), "P13")  # fmt: skip
    assert item.rank == DOUBTFUL


def test_throughput_takes_the_smaller_run_of_the_same_model_as_its_baseline() -> None:
    rows = (
        proof("training_throughput", 100.0, "n1.log", model="gpt", cards=8),
        proof("training_throughput", 720.0, "n8.log", model="gpt", cards=64),
    )
    large = max(of(training(rows, KNOWN), "P14"), key=lambda item: item.value)
    assert large.inputs["scaling_linearity"] == pytest.approx(90.0)  # 11.25 of 12.5 a card
    assert large.files == ("n8.log", "n1.log")


def test_the_ratio_is_the_smaller_file_over_the_larger() -> None:
    rows = (proof("model_size", 16.0, "base.json", model="org/llama-8b"), proof("model_size", 5.6, "awq.json", model="org/llama-8b-awq"))  # fmt: skip
    (item,) = of(compression(rows), "P15")
    assert item.value == pytest.approx(0.35)
    assert item.rank == CONVERTED


def test_other_base_models_are_no_pair() -> None:
    rows = (proof("model_size", 16.0, "a.json", model="llama-8b"), proof("model_size", 5.6, "b.json", model="qwen-7b-int4"))  # fmt: skip
    assert compression(rows) == []


def accuracies(file: str, *values: float, model: str) -> tuple[Proof, ...]:
    return tuple(proof("accuracy", value, file, task=f"t{place}", metric="acc", model=model, number=place) for place, value in enumerate(values))  # fmt: skip


def test_the_loss_is_before_minus_after_over_the_tasks_of_both() -> None:
    rows = (*accuracies("fp16.json", 80.0, 60.0, model="m-7b"), *accuracies("int4.json", 78.0, 59.0, model="m-7b-int4"))  # fmt: skip
    (item,) = of(compression(rows), "P16")
    assert item.value == pytest.approx(1.5)
    assert item.inputs == {"accuracy_before": 70.0, "accuracy_after": 68.5}


def test_a_compressed_model_may_be_the_better_one() -> None:
    rows = (*accuracies("fp16.json", 70.0, model="m-7b"), *accuracies("fp8.json", 70.4, model="m-7b-fp8"))  # fmt: skip
    (item,) = of(compression(rows), "P16")
    assert item.value == pytest.approx(-0.4)


def test_which_is_before_is_said_where_no_name_tells_it() -> None:
    rows = (*accuracies("a.json", 70.0, model="m-7b"), *accuracies("b.json", 69.0, model="m-7b"))
    (item,) = of(compression(rows), "P16")
    assert (item.value, item.rank) == (1.0, PARTIAL)


def test_a_loss_below_the_standard_error_of_both_is_said_to_be_chance() -> None:
    before = proof("accuracy", 60.0, "a.json", task="quiz", metric="acc", model="x/m", stderr=3.0)
    for value, said in ((56.0, 1), (55.0, 0)):
        after = proof("accuracy", value, "b.json", task="quiz", metric="acc", model="x/m-awq", stderr=4.0)  # fmt: skip
        (item,) = of(compression([before, after]), "P16")
        assert sum("chance" in text.en for text in item.assumptions) == said


def test_a_loss_against_the_published_accuracy_is_the_mean_of_its_metrics() -> None:
    rows = (
        proof("accuracy_loss", 0.04, metric="rouge1", reference=44.0),
        proof("accuracy_loss", 0.02, metric="rouge2", reference=22.0, number=1),
    )
    (item,) = of(compression(rows), "P16")
    assert item.value == pytest.approx(0.03)
    assert item.inputs == {"accuracy_before": 33.0, "accuracy_after": pytest.approx(32.97)}


def load(qps: float, p99: float, place: int) -> tuple[Proof, ...]:
    told = {"concurrency": place, "output_tokens": 101.0}
    return (
        proof("qps", qps, "sweep.json", number=2 * place, **told),
        proof("latency_p99", p99, "sweep.json", number=2 * place + 1, **told),
    )


def test_of_a_sweep_the_run_counts_that_answers_most_within_the_class() -> None:
    rows = (*load(4.0, 9.0, 1), *load(8.0, 21.0, 2), *load(12.0, 40.0, 3))  # the class allows 22 s
    found = inference(rows, CONVERSATION)
    best = {slot: min(of(found, slot), key=lambda item: item.rank) for slot in ("P17", "P18")}
    assert (best["P17"].value, best["P18"].value) == (21.0, 8.0)
    assert {item.rank for item in best.values()} == {EXACT}
    assert best["P17"].inputs == {"latency_p99": 21.0, "output_tokens": 101.0}


@pytest.mark.parametrize(("ttft", "tpot", "counts"), [(2.0, 0.2, True), (0.45, 0.04, True), (6.0, 0.175, False)])  # fmt: skip
def test_a_tool_that_held_both_p99_to_the_class_vouches_for_it(ttft: float, tpot: float, counts: bool) -> None:  # fmt: skip
    told = {"output_tokens": 101.0, "target_percentile": "p99", "ttft_target_s": ttft, "tpot_target_s": tpot}  # fmt: skip
    rows = (
        proof("qps", 80.0, "server.txt", **told),
        proof("latency_p99", 139.0, "server.txt", number=1, **told),
    )  # the class allows 22 s end to end at this mean length
    (item,) = of(inference(rows, CONVERSATION), "P18")
    assert (item.rank == EXACT) is counts


def test_without_a_class_no_load_is_foremost_and_the_targets_are_asked_for() -> None:
    found = inference((*load(4.0, 9.0, 1), *load(8.0, 21.0, 2)), KNOWN)
    assert {item.rank for item in of(found, "P18")} == {CONVERTED}
    assert next(item for item in found if not isinstance(item, Candidate)).inputs == ("ttft_slo", "tpot_slo")  # fmt: skip


def test_requests_answered_over_the_duration_are_qps() -> None:
    rows = (proof("completed_requests", 1200.0), proof("test_seconds", 60.0))
    (item,) = of(inference(rows, CONVERSATION), "P18")
    assert (item.value, item.rank) == (20.0, PARTIAL)  # without p99 nobody knows whether in time
