"""Something to be said of an evidence file."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from assess.evidence.reading import Where
from assess.models.evidence import Evidence
from indicators.records import Text


class EvidenceFinding(models.Model):
    """A finding as a row: stable rule, severity, place, what was found and expected, the sentence in both languages."""

    class Severity(models.TextChoices):
        ERROR = "error", _("error")
        WARNING = "warning", _("warning")
        NOTE = "note", _("note")

    evidence = models.ForeignKey(Evidence, on_delete=models.CASCADE, related_name="findings")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=40)
    rule = models.CharField(max_length=60)
    severity = models.CharField(max_length=7, choices=Severity)
    line = models.PositiveBigIntegerField(null=True)
    end = models.PositiveBigIntegerField(null=True)
    key = models.CharField(max_length=300, blank=True)
    found = models.TextField(blank=True)
    expected = models.TextField(blank=True)
    message_zh = models.TextField()
    message_en = models.TextField()

    class Meta:
        ordering = ["evidence", "number"]
        constraints = [
            models.UniqueConstraint(fields=["evidence", "number"], name="finding_in_its_place")
        ]
        verbose_name = _("finding")
        verbose_name_plural = _("findings")

    def __str__(self) -> str:
        return f"{self.severity} {self.rule}"

    @property
    def place(self) -> str:
        """Where it is, as ``Where`` says it."""
        return str(Where(self.line, self.key, self.end))

    @property
    def message(self) -> Text:
        """The sentence in both languages."""
        return Text(self.message_zh, self.message_en)
