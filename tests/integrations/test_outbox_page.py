import re

import pytest
from django.test import Client

from commonworks.integrations.outbox.carrier import Outbox
from commonworks.post.ports import Letter

LETTER = Letter(
    ref="M-0011",
    attempt=1,
    channel="email",
    recipient="resident@example.org",
    subject="<script>alert(1)</script>",
    body="Look at <b>it</b>:\nhttp://127.0.0.1:8000/s/camden/permit/r/abc?x=1&y=2\n\nThank you.",
)


@pytest.fixture
def demonstration(settings, tmp_path):
    settings.COMMONWORKS_DEMO = True
    settings.COMMONWORKS_DATA = tmp_path
    return tmp_path


@pytest.mark.django_db
def test_the_outbox_shows_a_message_as_text_with_links_that_lead_on(demonstration, client: Client):
    Outbox(demonstration / "outbox").send(LETTER)
    text = client.get("/demonstration/outbox").content.decode()
    article = re.search(r"<article.*</article>", text, re.S)[0]
    assert re.findall(r'href="([^"]+)"', article) == [
        "http://127.0.0.1:8000/s/camden/permit/r/abc?x=1&amp;y=2"
    ]
    assert ("<script>alert" in text, "<b>" in article, "resident@example.org" in article) == (
        *(False, False, True),
    )


@pytest.mark.django_db
def test_an_empty_outbox_says_so(demonstration, client: Client):
    assert "Nothing has been sent yet." in client.get("/demonstration/outbox").content.decode()


@pytest.mark.django_db
def test_outside_the_demonstration_there_is_no_outbox_page(settings, tmp_path, client: Client):
    settings.COMMONWORKS_DATA = tmp_path
    Outbox(tmp_path / "outbox").send(LETTER)
    answer = client.get("/demonstration/outbox")
    assert (answer.status_code, b"resident@example.org" in answer.content) == (404, False)
