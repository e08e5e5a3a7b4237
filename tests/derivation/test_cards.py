"""Cards as tools print them, found in the catalogue."""

import pytest

from assess.derivation.cards import find_card, peak_of
from tests.derivation.cases import CARDS


@pytest.mark.parametrize(
    ("printed", "code"),
    [
        ("NVIDIA H100 80GB HBM3", "h100-sxm"),
        ("NVIDIA H100 PCIe", "h100-pcie"),
        ("NVIDIA A100-SXM4-40GB", "a100-sxm-40"),
        ("NVIDIA A100-SXM4-80GB", "a100-sxm-80"),
        ("Tesla V100-SXM2-32GB", "v100"),
        ("910B3", "910b3"),
        ("Ascend910B3", "910b3"),
    ],
)
def test_names_of_tools_are_cards_of_the_catalogue(printed: str, code: str) -> None:
    assert [card.code for card in find_card(printed, CARDS)] == [code]


@pytest.mark.parametrize("printed", ["", "NVIDIA RTX A6000", "MLU590", "GPU"])
def test_a_card_without_a_known_peak_has_none(printed: str) -> None:
    assert peak_of(printed, CARDS) is None


def test_a_name_that_leaves_the_memory_open_still_has_the_peak_of_all_it_can_mean() -> None:
    assert len(find_card("A100-SXM4", CARDS)) == 2
    assert peak_of("A100-SXM4", CARDS) == 312.0
