"""What a profile does: the level of each finished assessment by it and by the shipped ones, and weights out of data."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import numpy as np

from assess import profiles
from assess.models import Score, User
from assess.scoring import assess
from assess.scoring.data_weights import critic_weights, entropy_weights
from assess.scoring.results import Facts
from indicators.models import Profile
from indicators.records import Text
from indicators.weights import overall_shares
from reports.levels import level_text


@dataclass(frozen=True)
class LevelBy:
    """The level by one profile, and whether it is another than the assessment has."""

    level: Text
    differs: bool


@dataclass(frozen=True)
class Assessed:
    """A finished assessment, the level it has, and its level by each profile of the page."""

    submission: UUID
    organisation: str
    title: str
    period_end: date
    own: Text
    by: tuple[LevelBy, ...]


@dataclass(frozen=True)
class GroupWeights:
    """Points of the overall of a group by the profile, by entropy and by CRITIC."""

    name: Text
    profile: float
    entropy: float
    critic: float


@dataclass(frozen=True)
class FromData:
    """Weights out of the spread of the data; no rows while there are fewer organisations than needed."""

    organisations: int
    needed: int
    rows: tuple[GroupWeights, ...]


def beside(profile: Profile) -> list[Profile]:
    """The profile, and the shipped ones of its framework version to hold it against."""
    rows = Profile.objects.filter(framework=profile.framework_id, owner=None)
    shipped = [row for row in profiles.newest(rows) if row.code != profile.code]
    return [*shipped, profile]


def finals(user: User, profile: Profile) -> list[Score]:
    """The final scores that somebody sees on versions of the profile's framework, by organisation's name."""
    rows = Score.objects.visible_to(user).filter(
        kind=Score.Kind.FINAL, submission__framework__code=profile.framework.code
    )
    light = rows.select_related("submission__cluster__organisation", "submission__profile")
    by_submission = {
        row.submission_id: row
        for row in light.defer("result", "submission__profile__definition").order_by("computed_at")
    }
    return sorted(
        by_submission.values(),
        key=lambda row: (
            row.submission.cluster.organisation.name,
            row.submission.period_end,
            row.submission.title,
        ),
    )


def assessed(score: Score, columns: Sequence[Profile]) -> Assessed:
    """One assessment by every profile, on the profiles' framework version; nothing is kept."""
    submission, facts = score.submission, Facts(**score.facts)
    own = level_text(columns[-1].parsed(), score.level or None)
    levels = [_level(profile, facts) for profile in columns]
    return Assessed(
        submission=submission.pk,
        organisation=submission.cluster.organisation.name,
        title=submission.title,
        period_end=submission.period_end,
        own=own,
        by=tuple(LevelBy(level, level != own) for level in levels),
    )


def _level(profile: Profile, facts: Facts) -> Text:
    parsed = profile.parsed()
    found = assess(profile.framework.parsed(), parsed, facts)
    return level_text(parsed, found.final_rating.level)


def from_data(scores: Sequence[Score], profile: Profile) -> FromData:
    """Entropy and CRITIC weights of the groups over the newest finished assessment of each organisation.

    More organisations than groups are needed: with fewer, the columns' correlations say nothing.
    """
    framework, parsed = profile.framework.parsed(), profile.parsed()
    shares = overall_shares(framework, parsed)
    of_group = {
        group.code: sum(
            shares.get(i.code, 0.0) for i in framework.indicators if i.group == group.code
        )
        for group in framework.groups
    }
    kept = [group for group in framework.groups if of_group[group.code]]
    newest = {row.submission.cluster.organisation_id: row for row in scores}
    if len(newest) <= len(kept):
        return FromData(len(newest), len(kept) + 1, ())
    table = np.array(
        [_groups(row, profile, [group.code for group in kept]) for row in newest.values()]
    )
    entropy, critic = entropy_weights(table), critic_weights(table)
    rows = tuple(
        GroupWeights(group.name, of_group[group.code], 100 * e, 100 * c)
        for group, e, c in zip(kept, entropy, critic, strict=True)
    )
    return FromData(len(newest), len(kept) + 1, rows)


def _groups(score: Score, profile: Profile, codes: Sequence[str]) -> list[float]:
    """Final scores of the groups by a profile; 0 where nothing applies."""
    found = assess(profile.framework.parsed(), profile.parsed(), Facts(**score.facts))
    final = {item.code: item.final or 0.0 for item in found.groups}
    return [final[code] for code in codes]
