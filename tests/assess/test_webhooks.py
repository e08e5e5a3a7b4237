"""Webhooks: what is told to whom, how often it is tried, when they are switched off."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from standardwebhooks import Webhook as Reference

from assess import evidence_files, jobs, plans, webhooks, workflow
from assess.api import examples
from assess.deliveries import MOST_ATTEMPTS, PATIENCE, delay_after, deliver, forget, secret_of
from assess.evidence_bytes import Given
from assess.models import Delivery, Job, Organisation, Submission, User, Webhook
from assess.permissions import Forbidden, WrongState
from reports import orders
from tests.assess.receiver import Receiver, receiving

Event, State = Webhook.Event, Webhook.State


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    """A server on this host, which this installation may ask."""
    settings.WEBHOOK_ALLOWED_NETWORKS, settings.WEBHOOK_PLAIN_HTTP = ["127.0.0.0/8"], True
    with receiving() as found:
        yield found


@pytest.fixture
def webhook(organisation: Organisation, owner: User, receiver: Receiver) -> Webhook:
    """A webhook of the owner's organisation that is told everything."""
    made, _secret = webhooks.create(
        organisation, by=owner, url=receiver.url, events=list(Event.values)
    )
    return made


def pinged(webhook: Webhook, by: User) -> Delivery:
    """A message after its first attempt."""
    message = webhooks.ping(webhook, by=by)
    deliver(message.pk)
    message.refresh_from_db()
    return message


def test_a_message_names_ids_and_links_and_is_signed_with_the_shown_secret(
    organisation: Organisation, owner: User, receiver: Receiver, submission: Submission,
    run_jobs: Callable[[], int],
) -> None:  # fmt: skip
    _made, secret = webhooks.create(
        organisation, by=owner, url=receiver.url, events=[Event.SUBMITTED]
    )
    workflow.submit(submission, by=owner)
    run_jobs()
    [body], [headers] = receiver.bodies, receiver.headers
    content = Reference(secret).verify(body, headers)
    assert content["type"] == "submission.submitted"
    assert content["data"] == {
        "organisation": str(organisation.pk),
        "submission": str(submission.pk),
        "url": f"/api/v1/submissions/{submission.pk}/",
    }


def test_every_step_of_an_assessment_is_told(
    webhook: Webhook, submission: Submission, owner: User, administrator: User, receiver: Receiver,
    run_jobs: Callable[[], int],
) -> None:  # fmt: skip
    workflow.submit(submission, by=owner)
    workflow.return_for_changes(submission, by=administrator, note="x")
    workflow.withdraw(submission, by=owner, note="")
    run_jobs()
    told = sorted(content["type"] for content in receiver.contents())
    assert told == ["score.computed", *(f"submission.{w}" for w in ("returned", "submitted", "withdrawn"))]  # fmt: skip


def test_a_plan_is_told_to_the_organisation_that_shares_it_alone(
    webhook: Webhook, owner: User, receiver: Receiver, run_jobs: Callable[[], int]
) -> None:
    plans.order_plan(**examples.PLAN.value, by=owner)
    plan, _job = plans.order_plan(**examples.PLAN.value, by=owner, organisation=webhook.organisation)  # fmt: skip
    run_jobs()
    assert [content["data"]["plan"] for content in receiver.contents()] == [str(plan.pk)]


def test_a_file_that_was_read_and_a_report_that_is_ready_are_told_with_their_addresses(
    webhook: Webhook, submission: Submission, owner: User, receiver: Receiver, run_jobs: Callable[[], int]
) -> None:  # fmt: skip
    file = Given("notes.txt", ContentFile(b"no tool\n", "notes.txt"))
    (received,) = evidence_files.receive(submission, [file], by=owner)
    workflow.order_score(submission, by=owner)
    run_jobs()
    score = submission.scores.get()
    report, _job = orders.order_report(score, format="json", language="en", by=owner)
    run_jobs()
    told = {content["type"]: content["data"] for content in receiver.contents()}
    assert told["evidence.read"]["evidence"] == str(received.evidence.pk)
    assert told["report.ready"]["url"] == f"/api/v1/reports/{report.pk}/download/"
    assert told["score.computed"]["url"] == f"/api/v1/submissions/{submission.pk}/score/"


def test_another_organisation_is_not_told(
    webhook: Webhook, other_organisation: Organisation, outsider: User, submission: Submission, owner: User
) -> None:  # fmt: skip
    foreign, _secret = webhooks.create(
        other_organisation, by=outsider, url=webhook.url, events=list(Event.values)
    )
    workflow.submit(submission, by=owner)
    assert (webhook.deliveries.count(), foreign.deliveries.count()) == (1, 0)


def test_only_events_that_were_asked_for_are_told(
    webhook: Webhook, submission: Submission, owner: User
) -> None:
    webhooks.change(webhook, by=owner, events=[Event.REPORT, Event.RETURNED])
    workflow.submit(submission, by=owner)
    assert not webhook.deliveries.exists()


def test_a_step_that_is_refused_tells_nothing(
    webhook: Webhook, submission: Submission, owner: User
) -> None:
    workflow.withdraw(submission, by=owner, note="")
    with pytest.raises(WrongState):
        workflow.withdraw(submission, by=owner, note="")
    assert webhook.deliveries.count() == 1


def test_a_failed_attempt_is_made_again_later_under_the_same_id(
    webhook: Webhook, owner: User, receiver: Receiver, run_jobs: Callable[[], int]
) -> None:
    receiver.statuses, receiver.body = [503, 200], b"busy"
    webhooks.ping(webhook, by=owner)
    first = Job.objects.get()
    jobs.run(first.pk, deliver)
    message = webhook.deliveries.get()
    assert (message.state, message.status, message.excerpt) == (Delivery.State.WAITING, 503, "busy")
    later = Job.objects.exclude(pk=first.pk).get()
    assert message.due_at == later.woken_at
    assert later.woken_at - timezone.now() > timedelta(seconds=14)
    run_jobs()
    message.refresh_from_db()
    assert (message.state, message.attempts) == (Delivery.State.DELIVERED, 2)
    assert receiver.headers[0]["webhook-id"] == receiver.headers[1]["webhook-id"]


def test_a_later_attempt_is_not_woken_before_its_time(
    webhook: Webhook, owner: User, receiver: Receiver
) -> None:
    receiver.statuses = [500]
    pinged(webhook, owner)
    Job.objects.filter(woken_at__lte=timezone.now()).delete()
    assert jobs.sweep() == 0
    jobs.void_leases()
    assert Job.objects.get().woken_at > timezone.now()
    Job.objects.update(woken_at=timezone.now() - timedelta(minutes=1))
    assert jobs.sweep() == 1


def test_delays_grow_to_a_day() -> None:
    seconds = [delay_after(number).total_seconds() for number in range(1, MOST_ATTEMPTS)]
    assert seconds == [15, 60, 240, 960, 3840, 15360, 61440, 86400]


def test_after_the_last_attempt_a_message_is_given_up(
    webhook: Webhook, owner: User, receiver: Receiver, run_jobs: Callable[[], int]
) -> None:
    receiver.statuses = [500]
    webhooks.ping(webhook, by=owner)
    assert run_jobs() == MOST_ATTEMPTS
    assert webhook.deliveries.get().state == Delivery.State.FAILED


def test_a_webhook_that_took_nothing_for_days_is_switched_off_and_what_waits_is_dropped(
    webhook: Webhook, owner: User, receiver: Receiver
) -> None:
    receiver.statuses = [500]
    waiting = webhooks.ping(webhook, by=owner)
    pinged(webhook, owner)
    webhook.refresh_from_db()
    assert webhook.state == State.ACTIVE
    Webhook.objects.update(failing_since=timezone.now() - PATIENCE)
    pinged(webhook, owner)
    webhook.refresh_from_db()
    waiting.refresh_from_db()
    assert (webhook.state, waiting.state) == (State.DISABLED, Delivery.State.DROPPED)


def test_a_success_ends_the_failing(webhook: Webhook, owner: User, receiver: Receiver) -> None:
    receiver.statuses = [500, 200]
    pinged(webhook, owner)
    webhook.refresh_from_db()
    assert webhook.failing_since is not None
    pinged(webhook, owner)
    webhook.refresh_from_db()
    assert webhook.failing_since is None


def test_a_receiver_that_says_gone_is_told_nothing_more(
    webhook: Webhook, owner: User, receiver: Receiver
) -> None:
    receiver.statuses = [410]
    assert pinged(webhook, owner).state == Delivery.State.FAILED
    webhook.refresh_from_db()
    assert webhook.state == State.DISABLED


def test_a_paused_webhook_is_told_nothing_but_what_is_asked_for(
    webhook: Webhook, owner: User, submission: Submission, receiver: Receiver, run_jobs: Callable[[], int]
) -> None:  # fmt: skip
    waiting = webhooks.ping(webhook, by=owner)
    webhooks.change(webhook, by=owner, state=State.PAUSED)
    workflow.submit(submission, by=owner)
    run_jobs()
    waiting.refresh_from_db()
    assert (waiting.state, receiver.bodies) == (Delivery.State.DROPPED, [])
    webhooks.redeliver(waiting, by=owner)
    run_jobs()
    assert receiver.headers[0]["webhook-id"] == waiting.message_id


def test_a_message_is_sent_again_under_its_id_once_it_is_over(
    webhook: Webhook, owner: User, receiver: Receiver, run_jobs: Callable[[], int]
) -> None:
    message = pinged(webhook, owner)
    run_jobs()
    webhooks.redeliver(message, by=owner)
    with pytest.raises(WrongState):
        webhooks.redeliver(message, by=owner)
    run_jobs()
    assert len({headers["webhook-id"] for headers in receiver.headers}) == 1
    assert len(receiver.bodies) == 2


def test_a_delivered_message_is_not_sent_by_a_second_worker(
    webhook: Webhook, owner: User, receiver: Receiver
) -> None:
    deliver(pinged(webhook, owner).pk)
    assert len(receiver.bodies) == 1


def test_the_secret_is_kept_nowhere_and_the_former_one_signs_for_a_day(
    webhook: Webhook, owner: User, receiver: Receiver
) -> None:
    former = secret_of(webhook, webhook.salt)
    secret = webhooks.renew_secret(webhook, by=owner)
    assert secret != former
    assert not any(secret[6:] in str(value) for value in vars(webhook).values())
    pinged(webhook, owner)
    for accepted in (secret, former):
        Reference(accepted).verify(receiver.bodies[0], receiver.headers[0])
    Webhook.objects.update(former_until=timezone.now())
    pinged(Webhook.objects.select_related("organisation", "created_by").get(), owner)
    assert " " not in receiver.headers[1]["webhook-signature"]


def test_an_internal_address_is_refused_when_made_and_when_sent(
    organisation: Organisation, owner: User, webhook: Webhook, settings: Any, receiver: Receiver
) -> None:
    settings.WEBHOOK_ALLOWED_NETWORKS = []
    with pytest.raises(webhooks.Unfit) as refused:
        webhooks.create(organisation, by=owner, url=receiver.url, events=[Event.REPORT])
    assert refused.value.code == "internal_address"
    assert pinged(webhook, owner).problem == "internal_address"
    assert receiver.bodies == []


def test_only_owners_manage_webhooks(
    organisation: Organisation, colleague: User, outsider: User, webhook: Webhook
) -> None:
    for person in (colleague, outsider):
        with pytest.raises(Forbidden):
            webhooks.create(organisation, by=person, url="https://e.org/", events=[Event.REPORT])
        with pytest.raises(Forbidden):
            webhooks.change(webhook, by=person, state=State.PAUSED)
        assert not Webhook.objects.visible_to(person).exists()
        assert not Delivery.objects.visible_to(person).exists()


def test_an_organisation_has_so_many_webhooks_and_no_more(
    organisation: Organisation, owner: User
) -> None:
    def make() -> None:
        webhooks.create(organisation, by=owner, url="https://e.org/", events=[Event.REPORT])

    for _number in range(webhooks.MOST):
        make()
    with pytest.raises(WrongState) as refused:
        make()
    assert refused.value.code == "too_many_webhooks"


def test_messages_that_are_over_are_forgotten_after_a_month(webhook: Webhook, owner: User) -> None:
    pinged(webhook, owner)
    webhooks.ping(webhook, by=owner)
    assert forget() == 0
    Delivery.objects.update(created_at=timezone.now() - timedelta(days=31))
    assert forget() == 1
    assert webhook.deliveries.get().state == Delivery.State.WAITING
