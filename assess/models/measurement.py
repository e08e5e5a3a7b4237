"""What was given: a raw input with its unit and where it came from; an answer to an item."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from assess.models.organisation import User
from assess.models.submission import Submission


class Measurement(models.Model):
    """A raw input of a submission: what was typed (text, unit) and what it means (value, canonical unit).

    ``low`` and ``high`` are the ends of its range, where they are known, in the canonical unit.
    """

    class Road(models.TextChoices):
        FORM = "form", _("Form")
        API = "api", _("API")
        FILE = "file", _("File")
        SHIPPED = "shipped", _("Published source")
        PLAN = "plan", _("Capacity plan")
        EVIDENCE = "evidence", _("Evidence file")
        SERIES = "series", _("Time series")

    submission = models.ForeignKey(
        Submission, on_delete=models.CASCADE, related_name="measurements"
    )
    input = models.CharField(max_length=60)
    text = models.CharField(max_length=60)
    unit = models.CharField(max_length=30)
    value = models.FloatField()
    canonical_unit = models.CharField(max_length=30)
    low = models.FloatField(null=True)
    low_text = models.CharField(max_length=60, blank=True)
    high = models.FloatField(null=True)
    high_text = models.CharField(max_length=60, blank=True)
    road = models.CharField(max_length=8, choices=Road)
    source = models.TextField(_("source"), blank=True)
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["input"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "input"], name="one_measurement_per_input"
            ),
            models.CheckConstraint(
                condition=(Q(low__isnull=True) | Q(low__lte=F("value")))
                & (Q(high__isnull=True) | Q(high__gte=F("value"))),
                name="value_in_its_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.input} = {self.text} {self.unit}"

    @property
    def interval(self) -> tuple[float, float] | None:
        """Its range; an end that was not given is the value itself."""
        if self.low is None and self.high is None:
            return None
        low = self.value if self.low is None else self.low
        return low, self.value if self.high is None else self.high


class Answer(models.Model):
    """What was said of an item (a criterion or an indicator): credit, not applicable, evidence class, note.

    That it does not apply is decided by the assessor: approved, or refused with a note; then it applies after all.
    """

    class Evidence(models.TextChoices):
        E0 = "E0", _("E0 none")
        E1 = "E1", _("E1 self-declared")
        E2 = "E2", _("E2 document")
        E3 = "E3", _("E3 own measurement with raw data")
        E4 = "E4", _("E4 verified by an independent party")

    class Decision(models.TextChoices):
        APPROVED = "approved", _("approved")
        REFUSED = "refused", _("refused")

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="answers")
    item = models.CharField(max_length=60)
    credit = models.FloatField(null=True, blank=True)
    not_applicable = models.BooleanField(default=False)
    reason = models.TextField(blank=True)
    evidence = models.CharField(max_length=2, choices=Evidence, blank=True)
    note = models.TextField(blank=True)
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(auto_now=True)
    decision = models.CharField(max_length=8, choices=Decision, blank=True)
    decision_note = models.TextField(blank=True)
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["item"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "item"], name="one_answer_per_item"),
            models.CheckConstraint(
                condition=Q(credit__isnull=True) | Q(credit__in=[0, 0.25, 0.5, 1]),
                name="credit_of_the_scale",
            ),
            models.CheckConstraint(
                condition=Q(not_applicable=False) | ~Q(reason=""),
                name="not_applicable_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(decision="") | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(decision="refused") | ~Q(decision_note=""),
                name="refused_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.credit}"

    @property
    def leaves_out(self) -> bool:
        """Whether the item counts as not applicable: so stated, and not refused."""
        return self.not_applicable and self.decision != self.Decision.REFUSED

    def undecide(self) -> None:
        """Forget the decision: what was decided about has changed."""
        self.decision, self.decision_note = "", ""
        self.decided_by, self.decided_at = None, None
