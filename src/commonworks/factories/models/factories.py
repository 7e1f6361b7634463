from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _

from commonworks.kernel.errors import Missing


class Factories(models.Manager["Factory"]):
    def locked(self, ref: str) -> "Factory":
        """The row, held until the transaction ends, so that verbs on a factory take turns."""
        found = self.select_for_update().filter(ref=ref).first()
        if found is None:
            raise Missing(_("There is no such factory."))
        return found


class Factory(models.Model):
    """Councils that take on a problem together, and own what they build for it."""

    class Kind(models.TextChoices):
        PROJECT = "project", "Project factory"
        REGIONAL = "regional", "Regional Digital Service"
        NETWORK = "network", "Thematic network"

    class Phase(models.TextChoices):
        DISCOVERY = "discovery", "Discovery"
        ALPHA = "alpha", "Alpha"
        BETA = "beta", "Beta"
        LIVE = "live", "Live"
        RETIREMENT = "retirement", "Retirement"
        STOPPED = "stopped", "Stopped"

    AT_WORK = (Phase.DISCOVERY, Phase.ALPHA, Phase.BETA)
    ENDED = (Phase.STOPPED, Phase.RETIREMENT)

    class Freshness(models.TextChoices):
        """Whether anybody still says that it is at work. It moves no vote, phase or money."""

        FRESH = "fresh", "Up to date"
        STALE = "stale", "To be confirmed"
        OVER = "over", "Said to be over"
        ARCHIVED = "archived", "Archived"

    class Proposers(models.TextChoices):
        """Who puts motions: their lead or deputy does it."""

        MEMBERS = "members", "The lead and every partner"
        LEAD = "lead", "The lead authority alone"

    # To stop is possible from every phase before live; what is live is retired.
    NEXT = {
        Phase.DISCOVERY: {Phase.ALPHA, Phase.STOPPED},
        Phase.ALPHA: {Phase.BETA, Phase.STOPPED},
        Phase.BETA: {Phase.LIVE, Phase.STOPPED},
        Phase.LIVE: {Phase.RETIREMENT},
        Phase.RETIREMENT: set(),
        Phase.STOPPED: set(),
    }

    ref = models.SlugField(primary_key=True, max_length=60)
    name = models.CharField(max_length=120)
    purpose = models.CharField(max_length=400)
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.PROJECT)
    region = models.CharField(max_length=30, blank=True)  # the network's word for it
    combined_authority = models.ForeignKey(
        "network.Organisation", models.PROTECT, null=True, related_name="+"
    )
    phase = models.CharField(max_length=10, choices=Phase, default=Phase.DISCOVERY)
    founded_on = models.DateField()
    live_on = models.DateField(null=True)
    freshness = models.CharField(max_length=8, choices=Freshness, default=Freshness.FRESH)
    good_until = models.DateField(null=True)
    proposers = models.CharField(max_length=7, choices=Proposers, default=Proposers.MEMBERS)

    objects = Factories()

    class Meta:
        indexes = [models.Index(fields=["name", "ref"], name="factories_by_name")]
        constraints = [
            models.CheckConstraint(
                name="a_regional_service_says_for_which_area",
                condition=~Q(kind="regional") | ~Q(region="") | Q(combined_authority__isnull=False),
            ),
        ]

    def parts(self) -> dict[str, str]:
        """Who is in it now, and as what, in the order in which they joined. One SQL query."""
        now = self.members.filter(left_on=None).order_by("joined_on", "pk")
        return dict(now.values_list("organisation", "part"))

    def voting(self) -> list[str]:
        return [who for who, part in self.parts().items() if part in Member.VOTING]

    def lead(self) -> str:
        return next((who for who, part in self.parts().items() if part == Member.Part.LEAD), "")


class Member(models.Model):
    """An organisation's part in a factory, from a day to the day it left or changed its part."""

    class Part(models.TextChoices):
        LEAD = "lead", "Lead"
        PARTNER = "partner", "Partner"
        OBSERVER = "observer", "Observer"
        SUPPORTER = "supporter", "Supporter"
        SUPPLIER = "supplier", "Supplier"

    VOTING = (Part.LEAD, Part.PARTNER)
    ENDED_BY_THE_LEAD = (Part.OBSERVER, Part.SUPPORTER, Part.SUPPLIER)  # others leave by themselves

    factory = models.ForeignKey(Factory, models.CASCADE, related_name="members")
    organisation = models.ForeignKey("network.Organisation", models.PROTECT, related_name="+")
    part = models.CharField(max_length=9, choices=Part)
    joined_on = models.DateField()
    left_on = models.DateField(null=True)
    ended_because = models.CharField(max_length=400, blank=True)  # where the lead ended its part

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="an_organisation_is_a_member_of_a_factory_once_at_a_time",
                fields=["factory", "organisation"],
                condition=Q(left_on__isnull=True),
            ),
            models.UniqueConstraint(
                name="a_factory_has_one_lead_at_a_time",
                fields=["factory"],
                condition=Q(part="lead", left_on__isnull=True),
            ),
            models.CheckConstraint(
                name="a_member_leaves_no_earlier_than_it_joined",
                condition=Q(left_on__isnull=True) | Q(left_on__gte=F("joined_on")),
            ),
            models.CheckConstraint(
                name="no_lead_or_partner_is_sent_away_by_another",
                condition=Q(ended_because="")
                | Q(part__in=["observer", "supporter", "supplier"], left_on__isnull=False),
            ),
        ]


class Asking(models.Model):
    """An organisation is asked to take a part, and answers for itself. The lead is handed over in
    the same way: a partner is asked to be the lead."""

    class State(models.TextChoices):
        OPEN = "open", "Waiting for an answer"
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"
        WITHDRAWN = "withdrawn", "Withdrawn"

    NEXT = {
        State.OPEN: {State.ACCEPTED, State.DECLINED, State.WITHDRAWN},
        State.ACCEPTED: set(),
        State.DECLINED: set(),
        State.WITHDRAWN: set(),
    }

    factory = models.ForeignKey(Factory, models.CASCADE, related_name="askings")
    organisation = models.ForeignKey("network.Organisation", models.PROTECT, related_name="+")
    part = models.CharField(max_length=9, choices=Member.Part)
    message = models.CharField(max_length=400, blank=True)
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="an_organisation_is_asked_once_at_a_time",
                fields=["factory", "organisation"],
                condition=Q(state="open"),
            ),
            models.CheckConstraint(
                name="an_asking_has_ended_exactly_when_it_says_when",
                condition=Q(state="open", answered_at__isnull=True)
                | (~Q(state="open") & Q(answered_at__isnull=False)),
            ),
        ]


class Contribution(models.Model):
    """What a member brings: days of people's work, money in pence, a pilot site, or research."""

    class Kind(models.TextChoices):
        DAYS = "people-days", "People-days"
        MONEY = "money", "Money"
        PILOT = "pilot-site", "A pilot site"
        RESEARCH = "research", "Research"

    COUNTED = (Kind.DAYS, Kind.MONEY)

    factory = models.ForeignKey(Factory, models.CASCADE, related_name="contributions")
    organisation = models.ForeignKey("network.Organisation", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=11, choices=Kind)
    amount = models.PositiveBigIntegerField(null=True)  # days, or pence
    note = models.CharField(max_length=400, blank=True)
    offered_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="days_and_money_are_counted_and_other_contributions_described",
                condition=Q(kind__in=["people-days", "money"], amount__gt=0)
                | (Q(kind__in=["pilot-site", "research"], amount__isnull=True) & ~Q(note="")),
            ),
        ]


class Taken(models.Model):
    """A need that a factory has taken on. `declared_on` is where the days to live count from."""

    factory = models.ForeignKey(Factory, models.CASCADE, related_name="taken")
    need = models.CharField(max_length=80, db_index=True)
    declared_on = models.DateField()
    taken_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_factory_takes_a_need_on_once", fields=["factory", "need"]
            )
        ]
