"""Examples of own trainings for the schema: a published training as if it were one's own. The tests send exactly these."""

from drf_spectacular.utils import OpenApiExample

ORGANISATION = "7b8f6f1e-7c1a-4f59-9d0e-0a4ad3a1a001"


def _request(name: str, value: object) -> OpenApiExample:
    return OpenApiExample(name, value=value, request_only=True)


RUNS = _request(
    "BLOOM 176B as one's own training",
    {
        "organisation": ORGANISATION,
        "runs": [
            {
                "id": "own-bloom-176b",
                "kind": "run",
                "tier": "A",
                "params_active_B": 176.247,
                "tokens_B": 366,
                "layers": 70,
                "hidden": 14336,
                "seq_len": 2048,
                "gpu": "A100-80GB",
                "n_gpu": 384,
                "peak_tflops_16bit_dense": 312,
                "recompute": "full",
                "reported_gpu_hours": 1082990,
                "parallelism": "TP4xPP12xDP8",
                "tokens_per_iter": 4194304,
                "source": "arXiv:2211.05100",
            }
        ],
    },
)
CHANGE = _request("Its micro-batch became known", {"micro_batch": 2, "notes": None})
STEPS = _request(
    "Two step times of vTrain's table",
    {
        "organisation": ORGANISATION,
        "card": "a100-sxm-80",
        "cards_per_server": 8,
        "port_gbit_s": 100,
        "steps": [
            {
                "params_billion": 3.6, "gpus": 64, "global_batch": 512, "micro_batch": micro, "hidden_size": 3072,
                "attention_heads": 32, "layers": 30, "sequence_length": 2048, "tensor_parallel": 1,
                "data_parallel": 64, "pipeline_parallel": 1, "iteration_ms": milliseconds,
            }
            for micro, milliseconds in ((8, 3566.5), (4, 3638.3))
        ],
    },
)  # fmt: skip
CALIBRATION = _request(
    "Weighed against SuanHeng's", {"organisation": ORGANISATION, "basis": "joined"}
)
ACCEPT = _request("Its name", {"name": "A100, November"})
