"""Levels of a profile by their codes."""

from indicators.definitions import Level, Profile
from indicators.records import Text


def level_of(profile: Profile, code: str | None) -> Level | None:
    """A level by its code."""
    return next((level for level in profile.levels if level.code == code), None)


def level_text(profile: Profile, code: str | None) -> Text:
    """A level with code and name: L3 规范."""
    level = level_of(profile, code)
    if level is None:
        return Text("不定级", "not rated")
    return Text(f"{level.code} {level.name.zh}", f"{level.code} {level.name.en}")
