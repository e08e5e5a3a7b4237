"""What types cannot say of a scoring profile and of the accelerator catalogue."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, pairwise

from indicators.definitions import Accelerator, Anchor, Framework, Profile
from indicators.faults import Fault, identity, listed, texts, unique
from indicators.uncertainty import MOST_DRAWS, Uncertainty

LEVEL_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,9}")
LEVEL_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,9}")
EVIDENCE = ("E0", "E1", "E2", "E3", "E4")
QUALITIES = ("strong", "medium", "weak")
FIGURES = ("peak_tflops", "memory_gb", "memory_bandwidth_gb_s", "link_gb_s", "power_w")


def profile_faults(profile: Profile, framework: Framework) -> Iterator[Fault]:
    """Find everything that is wrong in a profile, by itself and against its framework."""
    return chain(
        texts(profile),
        identity(profile.code, profile.version, profile.title),
        listed(profile.framework, [framework.code], "framework"),
        _shares(profile.pillars, [item.code for item in framework.pillars], "pillars"),
        _shares(profile.groups, [item.code for item in framework.groups], "groups"),
        _shares(profile.indicators, list(framework.indicator_by_code), "indicators"),
        unique([item.code for item in profile.anchors], "anchors[{}].code"),
        *(_anchor(item, f"anchors[{n}]") for n, item in enumerate(profile.anchors)),
        _anchors_there(profile, framework),
        _levels(profile),
        _caps(profile),
        _assurance(profile),
        _members(profile.gates, list(framework.criterion_by_code), "gates"),
        _members(profile.not_applicable, list(framework.indicator_by_code), "not_applicable"),
        _share(profile.show_from_coverage, "show_from_coverage"),
        _uncertainty(profile.uncertainty, list(framework.input_by_code)),
    )


def catalogue_faults(catalogue: Sequence[Accelerator]) -> Iterator[Fault]:
    """Find everything that is wrong in a catalogue of accelerators."""
    yield from unique([item.code for item in catalogue], "accelerators[{}].code")
    for place, item in enumerate(catalogue):
        path = f"accelerators[{place}]"
        yield from texts(item, path)
        for field in FIGURES:
            value = getattr(item, field)
            if value is not None and value <= 0:
                yield Fault("not_positive", f"{path}.{field}", f"{value:g}")
        if not item.source.strip():
            yield Fault("empty_text", f"{path}.source")
        if not item.verified and item.note is None:
            yield Fault("missing", f"{path}.note")


def _shares(shares: Mapping[str, float], names: list[str], path: str) -> Iterator[Fault]:
    for name, share in shares.items():
        yield from listed(name, names, f"{path}.{name}")
        if share <= 0:
            yield Fault("not_positive", f"{path}.{name}", f"{share:g}")
    for name in names:
        if name not in shares:
            yield Fault("missing", f"{path}.{name}")


def _anchor(anchor: Anchor, path: str) -> Iterator[Fault]:
    found = ", ".join(f"{point:g}" for point in anchor.points)
    rises = all(low < high for low, high in pairwise(anchor.points))
    falls = all(low > high for low, high in pairwise(anchor.points))
    if not rises and not falls:
        yield Fault("not_monotone", f"{path}.points", found)
    if anchor.scale == "log" and min(anchor.points) <= 0:
        yield Fault("not_positive", f"{path}.points", found)


def _anchors_there(profile: Profile, framework: Framework) -> Iterator[Fault]:
    for indicator in framework.indicators:
        for measure in indicator.measures:
            if measure.anchor not in profile.anchor_by_code:
                yield Fault("missing_anchor", "anchors", f"{measure.anchor} ({indicator.code})")


def _levels(profile: Profile) -> Iterator[Fault]:
    for place, level in enumerate(profile.levels):
        if not LEVEL_CODE.fullmatch(level.code):
            yield Fault("bad_level", f"levels[{place}].code", level.code)
    yield from unique([item.code for item in profile.levels], "levels[{}].code")
    if not profile.levels or profile.levels[0].score_from != 0:
        yield Fault("not_from_zero", "levels[0].score_from")
    for place, (lower, upper) in enumerate(pairwise(profile.levels), start=1):
        if upper.score_from <= lower.score_from:
            expected = (f"> {lower.score_from:g}",)
            yield Fault("order", f"levels[{place}].score_from", f"{upper.score_from:g}", expected)
    for place, level in enumerate(profile.levels):
        if not LEVEL_CODE.fullmatch(level.code):
            yield Fault("bad_code", f"levels[{place}].code", level.code)
        yield from _share(level.assurance_from, f"levels[{place}].assurance_from")


def _caps(profile: Profile) -> Iterator[Fault]:
    levels = [item.code for item in profile.levels]
    yield from _share(profile.caps.coverage_from, "caps.coverage_from")
    yield from _share(profile.caps.gate_credit, "caps.gate_credit")
    yield from listed(profile.caps.gate_level, levels, "caps.gate_level")
    for place, floor in enumerate(profile.caps.group_floors):
        yield from listed(floor.level, levels, f"caps.group_floors[{place}].level")


def _assurance(profile: Profile) -> Iterator[Fault]:
    for klass, share in profile.assurance.items():
        yield from listed(klass, EVIDENCE, f"assurance.{klass}")
        yield from _share(share, f"assurance.{klass}")
    for klass in EVIDENCE:
        if klass not in profile.assurance:
            yield Fault("missing", f"assurance.{klass}")


def _uncertainty(table: Uncertainty, inputs: list[str]) -> Iterator[Fault]:
    if not 1 <= table.draws <= MOST_DRAWS:
        expected = (f"1 ... {MOST_DRAWS}",)
        yield Fault("order", "uncertainty.draws", f"{table.draws}", expected)
    for name in ("weight_swing", "pillar_swing", "geometric_share", "order_from"):
        yield from _share(getattr(table, name), f"uncertainty.{name}")
    for name, allowed in (("half_widths", EVIDENCE[1:]), ("anchor_swings", QUALITIES)):
        for key, share in getattr(table, name).items():
            yield from listed(key, allowed, f"uncertainty.{name}.{key}")
            yield from _share(share, f"uncertainty.{name}.{key}")
    yield from _members(table.counts, inputs, "uncertainty.counts")


def _members(codes: Sequence[str], names: list[str], path: str) -> Iterator[Fault]:
    yield from unique(codes, path + "[{}]")
    for place, code in enumerate(codes):
        yield from listed(code, names, f"{path}[{place}]")


def _share(value: float, path: str) -> Iterator[Fault]:
    if not 0 <= value <= 1:
        yield Fault("not_a_share", path, f"{value:g}")
