"""Why a level is what it is, in words of both languages. The rules are SuanHeng's (docs/method.md, section 7)."""

from collections.abc import Callable, Mapping

from assess.scoring.points import LEFT_OUT, NOTHING_APPLIES, UNDEFINED
from assess.scoring.results import Cap, IndicatorResult
from indicators.definitions import Framework, Profile
from indicators.records import Text
from reports.dashboard import CapReason
from reports.levels import level_text
from reports.numbers import index, percent, points

_Wording = Callable[[Cap, Framework, Profile], Text]

STATED: Mapping[str, Text] = {
    LEFT_OUT: Text("所选评分方案不考核此项。", "The chosen scoring profile leaves this out."),
    NOTHING_APPLIES: Text("其全部判据均不适用。", "None of its criteria applies."),
    UNDEFINED: Text(
        "数据已填，但按公式得不到数值（例如除数为零），请核对数据。",
        "The inputs are given, but the formula has no result for them (a division by zero, for example). Please check them.",
    ),
}


def cap_reasons(
    caps: tuple[Cap, ...], framework: Framework, profile: Profile
) -> tuple[CapReason, ...]:
    """Each reason as a sentence with what was found and what is needed."""
    return tuple(
        CapReason(cap.rule, cap.subject, _WORDINGS[cap.rule](cap, framework, profile))
        for cap in caps
    )


def stated_reason(result: IndicatorResult) -> Text | None:
    """Why an indicator does not apply or has no value; what somebody wrote stays in their language."""
    if not result.reason:
        return None
    return STATED.get(result.reason) or Text(result.reason, result.reason)


def _coverage(cap: Cap, framework: Framework, profile: Profile) -> Text:
    pillar = next(item.name for item in framework.pillars if item.code == cap.subject)
    found, needed = percent(cap.found), percent(cap.needed)
    return Text(
        f"“{pillar.zh}”的覆盖率为 {found}，低于定级所需的 {needed}，因此不定级。",
        f"{pillar.en} is known to {found} of its weight, below the {needed} needed for a level: not rated.",
    )


def _group(cap: Cap, framework: Framework, profile: Profile) -> Text:
    group = next(item for item in framework.groups if item.code == cap.subject)
    pillar = next(item.name for item in framework.pillars if item.code == group.pillar)
    limit = level_text(profile, cap.limit)
    found, needed = points(cap.found), points(cap.needed)
    return Text(
        f"“{pillar.zh}·{group.name.zh}”得分 {found}，低于 {needed}，等级最高为 {limit.zh}。",
        f"{group.name.en} ({pillar.en}) scores {found}, below {needed}: at most {limit.en}.",
    )


def _gate(cap: Cap, framework: Framework, profile: Profile) -> Text:
    criterion = framework.criterion_by_code[cap.subject]
    limit = level_text(profile, cap.limit)
    found, needed = index(cap.found), index(cap.needed)
    return Text(
        f"一票否决项 {cap.subject}“{criterion.text.zh}”得 {found}，低于 {needed}，等级最高为 {limit.zh}。",
        f"Gate {cap.subject} “{criterion.text.en}” has credit {found}, below {needed}: at most {limit.en}.",
    )


def _assurance(cap: Cap, framework: Framework, profile: Profile) -> Text:
    asked, limit = level_text(profile, cap.subject), level_text(profile, cap.limit)
    found, needed = index(cap.found), index(cap.needed)
    return Text(
        f"证据可信度为 {found}，低于 {asked.zh} 所需的 {needed}，等级最高为 {limit.zh}。",
        f"The assurance index is {found}, below the {needed} that {asked.en} asks: at most {limit.en}.",
    )


_WORDINGS: Mapping[str, _Wording] = {
    "coverage": _coverage,
    "group": _group,
    "gate": _gate,
    "assurance": _assurance,
}
