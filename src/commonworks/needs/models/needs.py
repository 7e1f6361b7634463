from datetime import date

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from commonworks.kernel.errors import Conflict, Missing


class Stage(models.TextChoices):
    """How far a need has come."""

    OPEN = "open", "Looking for others"
    TAKEN_ON = "taken-on", "Taken on by a factory"
    MET = "met", "Met"
    MERGED = "merged", "Merged with another need"
    WITHDRAWN = "withdrawn", "Withdrawn"


ASKED = (Stage.OPEN, Stage.TAKEN_ON)  # stages of which somebody says now and then: still true
STANDING = ("good_until", "archived_at", "over")  # the columns that say how well it stands


class Visibility(models.TextChoices):
    PUBLIC = "public", "Anyone"
    NETWORK = "network", "People of the network"


class Pain(models.TextChoices):
    """How much it hurts, in words that two councils would use alike."""

    NUISANCE = "nuisance", "A nuisance: we can live with it"
    SERIOUS = "serious", "Serious: it costs us every week"
    SEVERE = "severe", "Severe: people are let down by it"


class Evidence(models.Model):
    """What one council knows of the size of a problem, and who may read it. Nothing else here has
    to be known."""

    volume = models.PositiveIntegerField(null=True)  # times a year
    cost_pence = models.PositiveBigIntegerField(null=True)  # a year
    pain = models.CharField(max_length=8, choices=Pain, blank=True)
    visibility = models.CharField(max_length=7, choices=Visibility)

    class Meta:
        abstract = True


class NotPossible(Conflict):
    code = "need-not-in-that-stage"


class Needs(models.Manager["Need"]):
    def locked(self, ref: str) -> "Need":
        """The need, kept from anybody else until the transaction ends. Raises Missing."""
        need = self.select_for_update().filter(ref=ref).first()
        if need is None:
            raise Missing(_("There is no such need. Look for it in the list of needs."))
        return need


class Need(Evidence):
    """A problem that a council says it has, in its users' words."""

    NEXT = {
        Stage.OPEN: {Stage.TAKEN_ON, Stage.MET, Stage.MERGED, Stage.WITHDRAWN},
        Stage.TAKEN_ON: {Stage.OPEN, Stage.MET, Stage.WITHDRAWN},
        Stage.MET: {Stage.OPEN},
        Stage.MERGED: {Stage.OPEN},
        Stage.WITHDRAWN: {Stage.OPEN},
    }

    ref = models.SlugField(primary_key=True, max_length=60)
    authority = models.ForeignKey("network.Organisation", models.PROTECT, related_name="+")
    own_ref = models.CharField(max_length=60, blank=True)  # what the council's own file calls it
    title = models.CharField(max_length=120)
    problem = models.TextField()
    who = models.CharField(max_length=300, blank=True)
    service_code = models.CharField(max_length=12, blank=True)  # LGSL
    tried = models.TextField(blank=True)
    constraints = models.TextField(blank=True)
    owner = models.CharField(max_length=36)  # a person's opaque ref
    stage = models.CharField(max_length=9, choices=Stage, default=Stage.OPEN)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="duplicates")
    survivor = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")
    edition = models.PositiveIntegerField(default=1)
    councils = models.PositiveIntegerField(default=1)  # that have it, with those of its duplicates
    declared_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    good_until = models.DateField()
    archived_at = models.DateTimeField(null=True)
    over = models.BooleanField(default=False)  # archived since its owner said so, not for silence
    objects = Needs()

    class Meta:
        indexes = [
            models.Index(fields=["-declared_at", "ref"], name="needs_by_day"),
            # Whole answers to the list and its counts: no row is read for them.
            models.Index(
                fields=[
                    *("archived_at", "-councils", "-declared_at", "ref"),
                    *("stage", "visibility"),
                ],
                name="needs_in_order",
            ),
            models.Index(
                fields=["authority", "stage", "visibility", "cost_pence"], name="needs_of_a_council"
            ),
            models.Index(fields=["service_code", "visibility"], name="needs_for_a_service"),
        ]
        constraints = [
            models.UniqueConstraint(
                name="a_council_gives_its_own_reference_to_one_need",
                fields=["authority", "own_ref"],
                condition=~Q(own_ref=""),
            ),
            models.CheckConstraint(
                name="a_merged_need_says_which_one_it_was_merged_into",
                condition=Q(stage="merged", merged_into__isnull=False, survivor__isnull=False)
                | (~Q(stage="merged") & Q(merged_into=None, survivor=None)),
            ),
            models.CheckConstraint(
                name="a_need_is_not_merged_into_itself",
                condition=~Q(merged_into=F("ref")) & ~Q(survivor=F("ref")),
            ),
            models.CheckConstraint(
                name="a_need_says_what_the_problem_is", condition=~Q(title="") & ~Q(problem="")
            ),
            models.CheckConstraint(
                name="only_an_archived_need_is_said_to_be_over",
                condition=Q(over=False) | Q(archived_at__isnull=False),
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("needs:need", args=[self.ref])

    @property
    def card(self) -> str:
        """What `signposts` calls it."""
        return f"need.{self.ref}"

    def leader(self) -> "Need":
        """The need that this one was merged into in the end, locked; or itself."""
        return Need.objects.locked(self.survivor_id) if self.survivor_id else self

    def stand(self, *, until: date) -> None:
        """Its council says that it is so until that day: it is not archived any more."""
        self.good_until, self.archived_at, self.over = until, None, False

    def move_to(self, stage: Stage) -> None:
        """Raises NotPossible for a stage that does not come after this one."""
        if stage not in self.NEXT[Stage(self.stage)]:
            was, is_ = _(Stage(self.stage).label), _(stage.label)
            raise NotPossible(
                _("This need is “%(was)s”, and so cannot become “%(is)s”.")
                % {"was": was, "is": is_}
            )
        self.stage = stage


class Edition(models.Model):
    """A need as it was said at some time. The last one says what the need's own row says."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="editions")
    number = models.PositiveIntegerField()
    said = models.JSONField()  # column -> value
    by = models.CharField(max_length=36)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_need_has_one_edition_of_a_number", fields=["need", "number"]
            )
        ]


class Statement(Evidence):
    """The same in the words of somebody at a council, since then."""

    note = models.CharField(max_length=1000, blank=True)
    by = models.CharField(max_length=36)
    since = models.DateTimeField()

    class Meta:
        abstract = True


class Supports(models.Manager["Support"]):
    def behind(self, ref: str) -> models.QuerySet["Support"]:
        """Of councils that support this need, or one that was merged into it, the first first."""
        both = Q(need=ref) | Q(need__survivor=ref)
        return self.filter(both, until=None).order_by("since", "id")


class Support(Statement):
    """A council that has the problem too, from then until then. Its row stays with the need it
    was given to: merging needs moves none, so that splitting them again loses none. What it says
    keeps the audience that it was given to, whoever sees the need later."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="supports")
    authority = models.ForeignKey("network.Organisation", models.PROTECT, related_name="+")
    until = models.DateTimeField(null=True)
    objects = Supports()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_council_stands_behind_a_need_once_at_a_time",
                fields=["need", "authority"],
                condition=Q(until=None),
            ),
            models.CheckConstraint(
                name="support_ends_after_it_began",
                condition=Q(until=None) | Q(until__gte=F("since")),
            ),
        ]


class Earlier(Statement):
    """What a council that supports a need said before it said otherwise. Never changed: it keeps
    its audience too."""

    support = models.ForeignKey(Support, models.CASCADE, related_name="earlier")
    until = models.DateTimeField()

    @property
    def authority_id(self) -> str:
        return self.support.authority_id


class Merge(models.Model):
    """That two needs were found to be one, why, and whether that was undone. For the record."""

    duplicate = models.ForeignKey(Need, models.PROTECT, related_name="merges")
    into = models.ForeignKey(Need, models.PROTECT, related_name="taken_in")
    why = models.CharField(max_length=500, blank=True)
    by = models.CharField(max_length=36)
    at = models.DateTimeField()
    undone_by = models.CharField(max_length=36, blank=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_need_is_merged_into_one_other_at_a_time",
                fields=["duplicate"],
                condition=Q(undone_at=None),
            )
        ]
