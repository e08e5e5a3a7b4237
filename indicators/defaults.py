"""The framework and the scoring profile that are meant where none is named."""

MAIN_FRAMEWORK = "caict-2024"
MAIN_PROFILE = "default"
