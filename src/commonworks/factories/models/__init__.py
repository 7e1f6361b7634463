"""Tables, by noun."""

from commonworks.factories.models.agreements import Agreement, Signature
from commonworks.factories.models.assessments import Assessment, Criterion, Option, Score
from commonworks.factories.models.body import (
    Aim,
    Election,
    Hours,
    Introduction,
    Paper,
    Progress,
    Side,
)
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
    "Aim",
    "Asking",
    "Assessment",
    "Comment",
    "Commission",
    "Contribution",
    "Criterion",
    "Election",
    "Factory",
    "Figure",
    "Hours",
    "Introduction",
    "Member",
    "Option",
    "Paper",
    "Passage",
    "Plan",
    "Progress",
    "Risk",
    "Score",
    "Share",
    "Shown",
    "Side",
    "Signature",
    "Taken",
    "Update",
]
