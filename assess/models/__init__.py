"""Who is measured, with what, and what came of it. One noun per file."""

from assess.models.acceptance import Acceptance
from assess.models.aside import SetAside
from assess.models.attached_plan import AttachedPlan
from assess.models.bundle import BundleImport
from assess.models.calibration import StepCalibration
from assess.models.checklist import ChecklistAnswer
from assess.models.cluster import Cluster
from assess.models.draft import Draft
from assess.models.evidence import READ_TASK, Evidence
from assess.models.evidence_finding import EvidenceFinding
from assess.models.evidence_reading import EvidenceReading
from assess.models.idempotency import KeptAnswer
from assess.models.job import Job
from assess.models.measurement import Answer, Measurement
from assess.models.organisation import Membership, Organisation, User
from assess.models.own_run import OwnRun
from assess.models.own_step import OwnStep
from assess.models.plan import CapacityPlan
from assess.models.rescoring import Rescore, Rescoring, RescoringPart
from assess.models.sample import Sample
from assess.models.score import Score, ScoreLine
from assess.models.submission import Assignment, Event, Submission
from assess.models.taking import Taking
from assess.models.token import Scope, Token
from assess.models.upload import TAKE_TASK, Upload
from assess.models.webhook import Delivery, Webhook
from assess.models.weighting import Judgement, Weighting

__all__ = [
    "READ_TASK",
    "TAKE_TASK",
    "Acceptance",
    "Answer",
    "Assignment",
    "AttachedPlan",
    "BundleImport",
    "CapacityPlan",
    "ChecklistAnswer",
    "Cluster",
    "Delivery",
    "Draft",
    "Event",
    "Evidence",
    "EvidenceFinding",
    "EvidenceReading",
    "Job",
    "Judgement",
    "KeptAnswer",
    "Measurement",
    "Membership",
    "Organisation",
    "OwnRun",
    "OwnStep",
    "Rescore",
    "Rescoring",
    "RescoringPart",
    "Sample",
    "Scope",
    "Score",
    "ScoreLine",
    "SetAside",
    "StepCalibration",
    "Submission",
    "Taking",
    "Token",
    "Upload",
    "User",
    "Webhook",
    "Weighting",
]
