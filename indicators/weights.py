"""How much each indicator weighs in a profile, before anything is found missing or not applicable."""

from collections.abc import Iterable, Mapping

from indicators.definitions import Framework, Profile


def overall_shares(framework: Framework, profile: Profile) -> Mapping[str, float]:
    """Return each indicator's share of the overall score in per cent; those left out have none.

    share = 100 * pillar / sum(pillars) * group / sum(groups of the pillar) * own / sum(own in the group),
    each sum over what the profile leaves in. The shares of all indicators add up to 100.

    Source: docs/method.md, section 4 (method-1.0). Weights are SuanHeng's, not CAICT's.
    """
    kept = [item for item in framework.indicators if item.code not in profile.not_applicable]
    groups = {item.group: item.pillar for item in kept}
    pillars = _portions(profile.pillars, set(groups.values()))
    shares: dict[str, float] = {}
    for pillar, part in pillars.items():
        inside = _portions(profile.groups, {code for code in groups if groups[code] == pillar})
        for group, piece in inside.items():
            own = _portions(profile.indicators, {item.code for item in kept if item.group == group})
            shares |= {code: 100 * part * piece * share for code, share in own.items()}
    return shares


def _portions(shares: Mapping[str, float], codes: Iterable[str]) -> dict[str, float]:
    """Return shares among ``codes`` that add up to one."""
    total = sum(shares[code] for code in codes)
    return {code: shares[code] / total for code in codes}
