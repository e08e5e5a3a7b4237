"""Addresses under /api/v1/ (namespace "api", given in portal/urls.py)."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView

from assess.api.views import (
    attached_plans,
    bundles,
    catalogue,
    checklists,
    clusters,
    data,
    docs,
    plans,
    rescorings,
    review,
    submissions,
    upgrades,
)

SUBMISSION = "submissions/<uuid:pk>/"
urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", docs.DocsView.as_view(), name="docs"),
    path("frameworks/", catalogue.FrameworkList.as_view(), name="frameworks"),
    path("frameworks/<slug:code>/", catalogue.FrameworkView.as_view(), name="framework"),
    path("cards/", catalogue.CardList.as_view(), name="cards"),
    path("organisations/", clusters.OrganisationList.as_view(), name="organisations"),
    path("clusters/", clusters.ClusterList.as_view(), name="clusters"),
    path("clusters/<uuid:pk>/", clusters.ClusterView.as_view(), name="cluster"),
    path("submissions/", submissions.SubmissionList.as_view(), name="submissions"),
    path(SUBMISSION, submissions.SubmissionView.as_view(), name="submission"),
    path(f"{SUBMISSION}measurements/", data.MeasurementsView.as_view(), name="measurements"),
    path(f"{SUBMISSION}answers/", data.AnswersView.as_view(), name="answers"),
    path(f"{SUBMISSION}plan/", attached_plans.AttachedPlanView.as_view(), name="attached_plan"),
    path(f"{SUBMISSION}plan/adopt/", attached_plans.AdoptView.as_view(), name="plan_adopt"),
    path(f"{SUBMISSION}submit/", submissions.SubmitView.as_view(), name="submit"),
    path(f"{SUBMISSION}return/", submissions.ReturnView.as_view(), name="return"),
    path(f"{SUBMISSION}finalise/", submissions.FinaliseView.as_view(), name="finalise"),
    path(f"{SUBMISSION}withdraw/", submissions.WithdrawView.as_view(), name="withdraw"),
    path(f"{SUBMISSION}checks/", review.ChecksView.as_view(), name="checks"),
    path(f"{SUBMISSION}checks/<slug:code>/accept/", review.AcceptView.as_view(), name="accept"),
    path(
        f"{SUBMISSION}checks/<slug:code>/withdraw/",
        review.WithdrawAcceptanceView.as_view(),
        name="withdraw_acceptance",
    ),
    path(f"{SUBMISSION}not-applicable/", review.StatementsView.as_view(), name="not_applicable"),
    path(f"{SUBMISSION}score/", submissions.ScoreView.as_view(), name="score"),
    path("checklists/", checklists.ChecklistList.as_view(), name="checklists"),
    path(
        f"{SUBMISSION}checklists/",
        checklists.SubmissionChecklists.as_view(),
        name="submission_checklists",
    ),
    path(
        f"{SUBMISSION}checklists/<slug:code>/",
        checklists.SubmissionChecklist.as_view(),
        name="submission_checklist",
    ),
    path(f"{SUBMISSION}upgrade/", upgrades.UpgradeView.as_view(), name="upgrade"),
    path(f"{SUBMISSION}copy/", upgrades.CopyView.as_view(), name="copy"),
    path(f"{SUBMISSION}bundle/", bundles.BundleView.as_view(), name="bundle"),
    path("bundles/check/", bundles.BundleCheck.as_view(), name="bundle_check"),
    path("rescorings/", rescorings.RescoringList.as_view(), name="rescorings"),
    path("rescorings/<uuid:pk>/", rescorings.RescoringView.as_view(), name="rescoring"),
    path("rescorings/<uuid:pk>/stop/", rescorings.RescoringStop.as_view(), name="rescoring_stop"),
    path(
        "rescorings/<uuid:pk>/resume/",
        rescorings.RescoringResume.as_view(),
        name="rescoring_resume",
    ),
    path(
        "rescorings/<uuid:pk>/results/",
        rescorings.RescoringResults.as_view(),
        name="rescoring_results",
    ),
    path("plans/", plans.PlanList.as_view(), name="plans"),
    path("plans/<uuid:pk>/", plans.PlanView.as_view(), name="plan"),
    path("plans/<uuid:pk>/copy/", plans.CopyView.as_view(), name="plan_copy"),
    path("plans/<uuid:pk>/restore/", plans.RestoreView.as_view(), name="plan_restore"),
    path("jobs/<uuid:pk>/", plans.JobView.as_view(), name="job"),
]
