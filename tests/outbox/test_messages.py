import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone

from storefront.jobs.models import Job
from storefront.outbox import delivery
from storefront.outbox.models import Message
from storefront.outbox.services import send_email
from storefront.outbox.tasks import send_forgotten, send_message
from tests.crowd import all_at_once

pytestmark = pytest.mark.django_db


def letter() -> Message:
    return send_email(
        to="lan@example.com", subject="Xin chào", body="Chào chị Lan,", language="vi"
    )


@pytest.mark.sqlite
def test_a_message_is_sent_once_however_often_the_job_runs():
    message = letter()

    send_message(message_id=message.pk)
    send_message(message_id=message.pk)

    message.refresh_from_db()
    assert (len(mail.outbox), message.state) == (1, Message.State.SENT)
    assert mail.outbox[0].extra_headers["Message-ID"] == f"<{message.key}@localhost>"


@pytest.mark.sqlite
def test_nothing_is_sent_for_what_was_rolled_back():
    with transaction.atomic():
        letter()
        transaction.set_rollback(True)

    assert (Message.objects.count(), Job.objects.count()) == (0, 0)


@pytest.mark.sqlite
def test_the_job_is_there_after_the_commit(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        message = letter()

    job = Job.objects.get(kind="outbox.send_message")
    assert job.args == {"message_id": message.pk}


@pytest.mark.sqlite
def test_a_mail_server_that_says_no_is_noted_and_asked_again(monkeypatch):
    message = letter()
    monkeypatch.setattr(
        mail.EmailMessage, "send", raises(smtplib.SMTPServerDisconnected("gone"))
    )

    with pytest.raises(smtplib.SMTPServerDisconnected):
        send_message(message_id=message.pk)
    monkeypatch.undo()
    message.refresh_from_db()
    assert (message.state, message.error) == (Message.State.FAILED, "gone")

    send_message(message_id=message.pk)
    assert len(mail.outbox) == 1


@pytest.mark.sqlite
def test_what_a_dead_process_left_lying_is_taken_up_when_its_claim_runs_out():
    message = letter()
    delivery.claim(message.pk)

    assert delivery.claim(message.pk) is None

    Message.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))
    assert delivery.claim(message.pk) == message


@pytest.mark.sqlite
def test_a_message_whose_job_was_lost_is_found():
    message = letter()
    Message.objects.update(created_at=timezone.now() - timedelta(minutes=1))

    send_forgotten()

    assert Job.objects.get(kind="outbox.send_message").args["message_id"] == message.pk


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_one():
    message = letter()

    all_at_once([lambda: send_message(message_id=message.pk)] * 6)

    assert len(mail.outbox) == 1


@pytest.mark.django_db(transaction=True)
def test_control_without_the_claim_they_send_more(monkeypatch):
    message = letter()
    monkeypatch.setattr(delivery, "claim", lambda pk: Message.objects.get(pk=pk))

    all_at_once([lambda: send_message(message_id=message.pk)] * 6)

    assert len(mail.outbox) > 1


def raises(error: Exception):
    def send(message: mail.EmailMessage) -> None:
        raise error

    return send
