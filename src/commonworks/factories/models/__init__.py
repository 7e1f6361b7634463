"""Tables, by noun."""

from commonworks.factories.models.agreements import Agreement, Signature
from commonworks.factories.models.assessments import Assessment, Criterion, Option, Score
from commonworks.factories.models.debate import Comment
from commonworks.factories.models.factories import (
    Asking,
    Contribution,
    Factory,
    Member,
    Taken,
)
from commonworks.factories.models.money import Commission, Figure, Plan, Share
from commonworks.factories.models.phases import Passage, Risk, Shown, Update

__all__ = [
    "Agreement",
    "Asking",
    "Assessment",
    "Comment",
    "Commission",
    "Contribution",
    "Criterion",
    "Factory",
    "Figure",
    "Member",
    "Option",
    "Passage",
    "Plan",
    "Risk",
    "Score",
    "Share",
    "Shown",
    "Signature",
    "Taken",
    "Update",
]
