"""Own trainings, step times and calibrations over REST. Rows are read by ``assess.capacity.own_items``; here are the shapes."""

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from assess.api.serializers.strict import Strict, VisibleKey
from assess.api.views.requests import MOST_ITEMS
from assess.capacity.calibrate import FITTED
from assess.capacity.judging import CODES, judge
from assess.capacity.machine import FITTED_NAMES
from assess.capacity.own_items import numbered
from assess.capacity.own_rows import RUN_COLUMNS, STEP_COLUMNS, Column
from assess.capacity.published import Run
from assess.models import Organisation, OwnRun, OwnStep, StepCalibration
from indicators.models import Accelerator

Shape = serializers.Serializer[Any]
RUN_KINDS = next(column.choices for column in RUN_COLUMNS if column.name == "kind")
Fields = dict[str, serializers.Field[Any, Any, Any, Any]]


def _field(column: Column, *, partial: bool = False) -> serializers.Field[Any, Any, Any, Any]:
    required = column.required and not partial
    words: dict[str, Any] = {
        "required": required, "allow_null": not column.required, "help_text": column.label.en,
    }  # fmt: skip
    if column.choices:
        return serializers.ChoiceField(column.choices, **words)
    if column.low is None:
        return serializers.CharField(max_length=500, **words)
    if column.integer:
        return serializers.IntegerField(
            min_value=int(column.low), max_value=int(column.high), **words
        )
    return serializers.FloatField(min_value=column.low, max_value=column.high, **words)


def _fields(columns: tuple[Column, ...], *, partial: bool = False) -> Fields:
    return {column.name: _field(column, partial=partial) for column in columns}


class OwnRunCells(Shape):
    """A training by the columns of the published runs; what is not known is null or left out."""

    def get_fields(self) -> Fields:
        """The columns."""
        return _fields(RUN_COLUMNS)


class OwnRunChange(Shape):
    """Columns that change; null empties one, what is left out stays."""

    def get_fields(self) -> Fields:
        """The columns."""
        return _fields(RUN_COLUMNS, partial=True)


class StepTimeCells(Shape):
    """A measured step time by the columns of the table."""

    def get_fields(self) -> Fields:
        """The columns."""
        return _fields(STEP_COLUMNS)


class OwnRunsShape(Shape):
    """Trainings of an organisation; one of the same name takes the place of what was kept before."""

    organisation = serializers.UUIDField()
    runs = serializers.ListField(child=OwnRunCells(), min_length=1, max_length=MOST_ITEMS)


class OwnRunsRequest(Strict):
    """The same, its rows still to be read."""

    organisation = VisibleKey(queryset=Organisation.objects.all())
    runs = serializers.ListField(child=serializers.DictField(), min_length=1, max_length=MOST_ITEMS)


class Machine(Strict):
    """What step times were measured on."""

    card = serializers.SlugRelatedField(
        slug_field="code", queryset=Accelerator.objects.filter(peak_tflops__isnull=False)
    )
    cards_per_server = serializers.IntegerField(min_value=1, max_value=1024, default=8)
    port_gbit_s = serializers.FloatField(min_value=1, max_value=10000, default=200)


class StepTimesShape(Machine):
    """Step times of an organisation, measured on servers of a card of the catalogue; the same row twice is one."""

    organisation = serializers.UUIDField()
    steps = serializers.ListField(child=StepTimeCells(), min_length=1, max_length=MOST_ITEMS)


class StepTimesRequest(Machine):
    """The same, its rows still to be read."""

    organisation = VisibleKey(queryset=Organisation.objects.all())
    steps = serializers.ListField(
        child=serializers.DictField(), min_length=1, max_length=MOST_ITEMS
    )


class OneOrganisation(Strict):
    """Whose."""

    organisation = VisibleKey(queryset=Organisation.objects.all())


class FormulaErrors(Shape):
    """Predicted / reported - 1 by formula; null where a formula does not apply."""

    def get_fields(self) -> Fields:
        """The formulas."""
        return {code: serializers.FloatField(allow_null=True) for code in CODES}


class OwnRunSerializer(serializers.ModelSerializer[OwnRun]):
    """A training of an organisation, and how far each formula is from it."""

    cells = serializers.SerializerMethodField()
    formula_errors = serializers.SerializerMethodField()
    added_by = serializers.CharField(source="added_by.username")

    class Meta:
        model = OwnRun
        fields = ["id", "organisation", "cells", "formula_errors", "added_by", "added_at"]

    @extend_schema_field(OwnRunCells)
    def get_cells(self, row: OwnRun) -> dict[str, object]:
        """As they are kept."""
        return numbered(RUN_COLUMNS, row.cells)

    @extend_schema_field(FormulaErrors)
    def get_formula_errors(self, row: OwnRun) -> Mapping[str, float | None]:
        """As on the validation page."""
        found = judge(Run.read(row.cells), FITTED).errors
        return {code: found.get(code) for code in CODES}


class StepTimeSerializer(serializers.ModelSerializer[OwnStep]):
    """A step time, and the machine as it was when it was given."""

    cells = serializers.SerializerMethodField()
    machine = serializers.DictField(child=serializers.FloatField())
    added_by = serializers.CharField(source="added_by.username")

    class Meta:
        model = OwnStep
        fields = ["id", "organisation", "card", "machine", "cells", "added_by", "added_at"]

    @extend_schema_field(StepTimeCells)
    def get_cells(self, row: OwnStep) -> dict[str, object]:
        """As they are kept."""
        return numbered(STEP_COLUMNS, row.cells)


class Counted(Shape):
    """How many rows it was about."""

    count = serializers.IntegerField()


class CalibrationOrder(Strict):
    """Whose step times, and what they are weighed against."""

    organisation = VisibleKey(queryset=Organisation.objects.all())
    basis = serializers.ChoiceField(
        StepCalibration.Basis.choices, default=StepCalibration.Basis.JOINED
    )


class CalibrationName(Strict):
    """The name under which plans use it."""

    name = serializers.CharField(max_length=100)


class Constants(Shape):
    """The fitted constants of the step-time model."""

    def get_fields(self) -> Fields:
        """By name."""
        return {name: serializers.FloatField() for name in FITTED_NAMES}


class FamilyError(Shape):
    """Mean absolute error on a card and model size: by the shipped constants, and by constants fitted without it."""

    family = serializers.CharField()
    n = serializers.IntegerField()
    before = serializers.FloatField()
    after = serializers.FloatField()


class CalibrationResult(Shape):
    """What the fit found; ``after`` is the leave-one-size-out error to look at before accepting."""

    n = serializers.IntegerField()
    constants = Constants()
    shipped = Constants()
    before = serializers.FloatField()
    after = serializers.FloatField()
    families = FamilyError(many=True)


class CalibrationSerializer(serializers.ModelSerializer[StepCalibration]):
    """A calibration; ``result`` is null until it is computed, ``name`` empty until it is accepted."""

    result = CalibrationResult(allow_null=True)
    created_by = serializers.CharField(source="created_by.username")
    accepted_by = serializers.CharField(
        source="accepted_by.username", allow_null=True, default=None
    )

    class Meta:
        model = StepCalibration
        fields = [
            "id", "organisation", "basis", "name", "result", "created_by", "created_at", "accepted_by",
            "accepted_at",
        ]  # fmt: skip
