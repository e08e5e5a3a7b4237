"""Reports over REST: shapes."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.reverse import reverse

from assess.api.serializers.strict import Strict
from reports.models import ReportFile


class ReportOrder(Strict):
    """In which format and language."""

    format = serializers.ChoiceField(ReportFile.Format.choices, default=ReportFile.Format.PDF)
    language = serializers.ChoiceField(
        ReportFile.Language.choices, default=ReportFile.Language.CHINESE
    )


class ReportSerializer(serializers.ModelSerializer[ReportFile]):
    """A report; ``download`` is null until it is rendered."""

    score = serializers.UUIDField(source="score_id")
    sha256 = serializers.CharField(allow_blank=True, help_text="Of the file; empty until rendered.")
    download = serializers.SerializerMethodField()

    class Meta:
        model = ReportFile
        fields = [
            "id", "score", "format", "language", "sha256", "bytes", "replaced_characters",
            "ordered_at", "rendered_at", "download",
        ]  # fmt: skip

    @extend_schema_field({"type": ["string", "null"], "format": "uri"})
    def get_download(self, report: ReportFile) -> str | None:
        """The address of the file."""
        if not report.file:
            return None
        return reverse("api:report_download", args=[report.pk], request=self.context["request"])
