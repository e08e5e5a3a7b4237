"""Background work over REST."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.reverse import reverse

from assess.announcements import DELIVER
from assess.models import READ_TASK, TAKE_TASK, Job

RESULTS = {
    "assess.tasks.score_submission": ("score", "api:score"),
    "assess.tasks.compute_plan": ("plan", "api:plan"),
    "assess.tasks.fit_calibration": ("calibration", "api:calibration"),
    TAKE_TASK: ("upload", "api:upload"),
    READ_TASK: ("evidence", "api:evidence_file"),
    "assess.tasks.rescore_part": ("rescoring", ""),
    DELIVER: ("delivery", "api:delivery"),
    "reports.tasks.render_report": ("report", "api:report_download"),
    "reports.tasks.render_chapter": ("plan_chapter", "api:plan_chapter"),
}
"""By task: what it makes, and the address of that; a part of a batch has none of its own."""


class JobProblemSerializer(serializers.Serializer[Any]):
    """Why the work could not be done."""

    code = serializers.CharField()
    detail = serializers.CharField()


class JobSerializer(serializers.ModelSerializer[Job]):
    """A job: poll it until ``state`` is “done” or “failed”."""

    makes = serializers.SerializerMethodField()
    target = serializers.UUIDField(
        help_text="Id of the submission, plan or report that the work is for."
    )
    problem = JobProblemSerializer(allow_null=True)
    url = serializers.SerializerMethodField()
    result = serializers.SerializerMethodField()

    class Meta:
        model = Job
        fields = [
            "id", "makes", "state", "target", "attempts", "problem", "ordered_at", "started_at",
            "finished_at", "url", "result",
        ]  # fmt: skip

    @extend_schema_field({"type": "string", "enum": [name for name, _url in RESULTS.values()]})
    def get_makes(self, job: Job) -> str:
        """What the work makes."""
        return RESULTS[job.task][0]

    @extend_schema_field({"type": "string", "format": "uri"})
    def get_url(self, job: Job) -> str:
        """Where to poll."""
        return reverse("api:job", args=[job.pk], request=self.context["request"])

    @extend_schema_field({"type": ["string", "null"], "format": "uri"})
    def get_result(self, job: Job) -> str | None:
        """Where the result is, once the job is done."""
        address = RESULTS[job.task][1]
        if job.state != Job.State.DONE or not address:
            return None
        return reverse(address, args=[job.target], request=self.context["request"])
