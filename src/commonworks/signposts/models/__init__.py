from django.db import models

from commonworks.signposts.models.follows import Alert, Digest, Follow, Origin
from commonworks.signposts.models.freshness import Entry, Question
from commonworks.signposts.models.hooks import Hook, Parcel
from commonworks.signposts.models.matching import Change, Refusal

__all__ = [
    "Alert",
    "Card",
    "Change",
    "Digest",
    "Entry",
    "Follow",
    "Hook",
    "Moved",
    "News",
    "Origin",
    "Parcel",
    "Question",
    "Refusal",
]


class EveryCard(models.Manager["Card"]):
    """Those that only the network sees, and what was taken down, too."""

    def hanging(self, *, with_network: bool = True) -> models.QuerySet["Card"]:
        """Those that anyone may see, and those for the network alone where they are asked for."""
        seen = [Card.SeenBy.ANYONE, Card.SeenBy.NETWORK] if with_network else [Card.SeenBy.ANYONE]
        return self.filter(seen_by__in=seen)

    def named(self, *, with_network: bool) -> models.QuerySet["Card"]:
        """Those whose titles are known to who follows them: what was taken down, too."""
        return self.all() if with_network else self.exclude(seen_by__in=Card.SeenBy.inside())


class PublicCards(models.Manager["Card"]):
    """Whoever asks for cards means those that anyone may see; all others are asked for by name."""

    def get_queryset(self) -> models.QuerySet["Card"]:
        return super().get_queryset().filter(seen_by=Card.SeenBy.ANYONE)


class Card(models.Model):
    """A thing of some room, as the whole house may show it. Private rows have no card.

    A card for the network alone is found, in searches and suggestions, by people who belong to one
    of its organisations (`Actor.in_network`), who may follow it by email. For everybody else there
    is no such card: nothing is listed, counted or told of it, and no feed or other system carries
    it. Taken down, it is one that the network alone saw, so that nobody else learns its title.
    """

    class SeenBy(models.TextChoices):
        ANYONE = "anyone", "Anyone"
        NETWORK = "network", "People of the network"
        NOBODY = "nobody", "Nobody: it was taken down"
        FORMER = "former", "Nobody: it was taken down, and the network alone had seen it"

        @classmethod
        def inside(cls) -> tuple["Card.SeenBy", ...]:
            """Of what nobody outside the network knows."""
            return (cls.NETWORK, cls.FORMER)

    class Standing(models.TextChoices):
        """Whether somebody still says that it is so. Lists show the first before the others."""

        FRESH = "fresh", "Up to date"
        STALE = "stale", "May be out of date"
        ARCHIVED = "archived", "Archived"

    ref = models.CharField(primary_key=True, max_length=120)
    kind = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    also = models.CharField(max_length=200, blank=True)  # found by it, not shown: a Welsh title
    text = models.TextField(blank=True)
    link = models.CharField(max_length=200)
    authority = models.ForeignKey("network.Organisation", models.PROTECT, related_name="+")
    # Of the authority, copied so that lists need no other table. Where a nation has no regions, the
    # nation stands for the region.
    region = models.CharField(max_length=30, blank=True)
    nation = models.CharField(max_length=20, blank=True)
    service_code = models.CharField(max_length=12, blank=True)  # LGSL, the councils' own list
    state = models.CharField(max_length=20, blank=True)
    good_until = models.DateField(null=True)
    standing = models.CharField(max_length=8, choices=Standing, default=Standing.FRESH)
    facts = models.JSONField(default=dict)
    put_at = models.DateTimeField()
    seen_by = models.CharField(max_length=7, choices=SeenBy, default=SeenBy.ANYONE)
    # Found by it as well, behind title and text; neither shown nor compared. Last, and read by
    # no list: it may be long.
    more = models.TextField(blank=True)

    objects = PublicCards()
    every = EveryCard()

    @property
    def is_inside(self) -> bool:
        """Whether nobody outside the network knows of it."""
        return self.seen_by in Card.SeenBy.inside()

    class Meta:
        indexes = [
            models.Index(fields=["kind", "title"], name="cards_by_kind_and_title"),
            models.Index(fields=["region", "kind"], name="cards_by_region_and_kind"),
            models.Index(fields=["standing", "title", "ref", "seen_by"], name="cards_in_order"),
            # Whole answers to how many there are of what: no row is read for them.
            models.Index(
                fields=["authority", "region", "kind", "state", "standing", "seen_by"],
                name="cards_by_place_and_kind",
            ),
            models.Index(
                fields=[
                    *("service_code", "kind", "state", "region"),
                    *("authority", "standing", "seen_by"),
                ],
                name="cards_by_service_and_kind",
            ),
        ]


class Moved(models.Model):
    """Where the card of a merged thing went, so that old links and feeds still lead somewhere. Gone
    as soon as that card hangs again."""

    old = models.CharField(primary_key=True, max_length=120)
    new = models.CharField(max_length=120, db_index=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_card_does_not_move_to_itself", condition=~models.Q(old=models.F("new"))
            )
        ]


class EveryNews(models.Manager["News"]):
    """What only people of the network hear, too."""


class PublicNews(models.Manager["News"]):
    """Whoever asks for news means what anyone may hear; all other is asked for by name."""

    def get_queryset(self) -> models.QuerySet["News"]:
        return super().get_queryset().filter(for_network=False)


class News(models.Model):
    """One line about a card: what followers hear, and what feeds carry. What was said of a card
    that was for the network alone is heard by people of the network alone, and stays so."""

    ref = models.UUIDField(unique=True, editable=False)  # feeds need an id that never changes
    card = models.ForeignKey(Card, models.CASCADE, related_name="news")
    headline = models.CharField(max_length=200)
    link = models.CharField(max_length=200)
    at = models.DateTimeField()
    # Null until the worker has found whom it concerns.
    matched_at = models.DateTimeField(null=True)
    for_network = models.BooleanField(default=False)

    objects = PublicNews()
    every = EveryNews()

    class Meta:
        indexes = [
            models.Index(fields=["card", "at"], name="news_by_card_and_time"),
            models.Index(fields=["at"], name="news_by_time"),
            models.Index(
                fields=["id"], name="news_not_matched_yet", condition=models.Q(matched_at=None)
            ),
        ]
