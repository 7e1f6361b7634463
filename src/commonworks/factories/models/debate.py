from uuid import uuid4

from django.db import models
from django.db.models import Q

from commonworks.factories.models.factories import Factory


class Comment(models.Model):
    """What somebody wrote about a part of the work, or in answer to another comment. What is
    hidden stays, with the reason; only its words are not shown."""

    class Audience(models.TextChoices):
        PUBLIC = "public", "Anyone"
        MEMBERS = "members", "Members of this factory"

    ref = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    factory = models.ForeignKey(Factory, models.CASCADE, related_name="comments")
    about = models.CharField(max_length=40, blank=True)  # such as option.12; empty: anything
    answers = models.ForeignKey("self", models.PROTECT, null=True, related_name="answered_by")
    thread = models.UUIDField()  # the ref of the comment that began it
    author = models.CharField(max_length=80)
    organisation = models.ForeignKey("network.Organisation", models.PROTECT, related_name="+")
    audience = models.CharField(max_length=7, choices=Audience)
    text = models.TextField()
    posted_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    hidden_at = models.DateTimeField(null=True)
    hidden_by = models.CharField(max_length=80, blank=True)
    hidden_because = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["factory", "about", "posted_at"], name="comments_by_subject"),
            models.Index(fields=["thread", "posted_at"], name="comments_by_thread"),
        ]
        constraints = [
            models.CheckConstraint(
                name="what_is_hidden_says_when_and_why",
                condition=Q(hidden_at__isnull=True, hidden_because="")
                | (Q(hidden_at__isnull=False) & ~Q(hidden_because="")),
            ),
            models.CheckConstraint(
                name="a_comment_does_not_answer_itself",
                condition=Q(answers__isnull=True) | ~Q(answers=models.F("ref")),
            ),
        ]
