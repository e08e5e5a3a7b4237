"""One figure that was read from an evidence file."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from assess.evidence.quantities import QUANTITIES, Quantity
from assess.evidence.reading import Where
from assess.models.evidence import Evidence


class EvidenceReading(models.Model):
    """A reading as a row; ``number`` is its place among those of the file."""

    evidence = models.ForeignKey(Evidence, on_delete=models.CASCADE, related_name="readings")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=40)
    tool = models.CharField(max_length=100, blank=True)
    tool_version = models.CharField(max_length=100, blank=True)
    quantity = models.CharField(max_length=60, db_index=True)
    value = models.FloatField()
    unit = models.CharField(max_length=30)
    printed = models.CharField(max_length=200)
    printed_unit = models.CharField(max_length=60, blank=True)
    conditions = models.JSONField(default=dict)
    line = models.PositiveBigIntegerField(null=True)
    end = models.PositiveBigIntegerField(null=True)
    key = models.CharField(max_length=300, blank=True)
    derived = models.TextField(blank=True)
    warnings = models.JSONField(default=list)

    class Meta:
        ordering = ["evidence", "number"]
        constraints = [
            models.UniqueConstraint(fields=["evidence", "number"], name="reading_in_its_place")
        ]
        verbose_name = _("reading")
        verbose_name_plural = _("readings")

    def __str__(self) -> str:
        return f"{self.quantity} = {self.value:g} {self.unit}"

    @property
    def place(self) -> str:
        """Where it stands, as ``Where`` says it."""
        return str(Where(self.line, self.key, self.end))

    @property
    def definition(self) -> Quantity | None:
        """What the quantity is; None for one that later readers no longer know."""
        return QUANTITIES.get(self.quantity)
