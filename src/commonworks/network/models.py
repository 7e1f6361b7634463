from uuid import uuid4

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse


class Organisation(models.Model):
    """A council or another body. Other rooms keep its ref, and never need its row."""

    class Type(models.TextChoices):
        COUNTY = "county", "County council"
        DISTRICT = "non-metropolitan-district", "District council"
        UNITARY = "unitary-authority", "Unitary authority"
        METROPOLITAN = "metropolitan-district", "Metropolitan district"
        LONDON_BOROUGH = "london-borough", "London borough"
        CITY = "city-corporation", "City of London Corporation"
        SCOTTISH = "scottish-council", "Scottish council"
        WELSH = "welsh-council", "Welsh council"
        NORTHERN_IRISH = "northern-ireland-district", "Northern Ireland council"
        COMBINED = "combined-authority", "Combined authority"
        COMBINED_COUNTY = "combined-county-authority", "Combined county authority"
        LONDON = "greater-london-authority", "Greater London Authority"
        DEPARTMENT = "government-department", "Government department"
        LOCAL_BODY = "local-government-body", "Local government body"
        PRACTITIONERS = "practitioner-network", "Practitioner network"
        NHS = "nhs-body", "NHS body"
        POLICE = "police-force", "Police force"
        FIRE = "fire-and-rescue-authority", "Fire and rescue authority"
        SUPPLIER = "supplier", "Supplier"
        BODY = "convening-body", "Convening body"

    class Nation(models.TextChoices):
        ENGLAND = "england", "England"
        NORTHERN_IRELAND = "northern-ireland", "Northern Ireland"
        SCOTLAND = "scotland", "Scotland"
        WALES = "wales", "Wales"
        UK = "united-kingdom", "United Kingdom"

    class Region(models.TextChoices):
        EAST_MIDLANDS = "east-midlands", "East Midlands"
        EAST = "east-of-england", "East of England"
        LONDON = "london", "London"
        NORTH_EAST = "north-east", "North East"
        NORTH_WEST = "north-west", "North West"
        SOUTH_EAST = "south-east", "South East"
        SOUTH_WEST = "south-west", "South West"
        WEST_MIDLANDS = "west-midlands", "West Midlands"
        YORKSHIRE = "yorkshire-and-the-humber", "Yorkshire and The Humber"

    ref = models.SlugField(primary_key=True, max_length=60)
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=200)
    name_cy = models.CharField(max_length=200, blank=True)
    short_name_cy = models.CharField(max_length=200, blank=True)
    type = models.CharField(max_length=30, choices=Type)
    nation = models.CharField(max_length=20, choices=Nation)
    region = models.CharField(max_length=30, choices=Region, blank=True)
    upper_tier = models.ForeignKey("self", models.PROTECT, null=True, related_name="lower_tier")
    website = models.URLField(blank=True)
    start = models.DateField(null=True)
    end = models.DateField(null=True)  # the first day on which it is no more
    source = models.CharField(max_length=120)

    class Meta:
        indexes = [models.Index(fields=["short_name", "ref"], name="organisations_by_name")]
        constraints = [
            models.CheckConstraint(
                name="an_organisation_ends_after_it_starts",
                condition=Q(start=None) | Q(end=None) | Q(end__gt=F("start")),
            ),
            models.CheckConstraint(
                name="an_organisation_is_not_its_own_upper_tier",
                condition=~Q(upper_tier=F("ref")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("network:organisation", args=[self.ref])


PRINCIPAL = (  # the councils that run services for residents of an area
    Organisation.Type.COUNTY,
    Organisation.Type.DISTRICT,
    Organisation.Type.UNITARY,
    Organisation.Type.METROPOLITAN,
    Organisation.Type.LONDON_BOROUGH,
    Organisation.Type.CITY,
    Organisation.Type.SCOTTISH,
    Organisation.Type.WELSH,
    Organisation.Type.NORTHERN_IRISH,
)


class Code(models.Model):
    """What others call an organisation. A boundary change gives a council a second GSS code."""

    class Scheme(models.TextChoices):
        GSS = "gss", "ONS (GSS) code"
        MYSOCIETY = "mysociety", "mySociety code"

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="codes")
    scheme = models.CharField(max_length=10, choices=Scheme)
    code = models.CharField(max_length=20)
    start = models.DateField(null=True)
    end = models.DateField(null=True)
    replaced_by = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_code_means_one_organisation", fields=["scheme", "code"]
            ),
            models.CheckConstraint(
                name="a_code_is_not_replaced_by_itself", condition=~Q(replaced_by=F("code"))
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Succession(models.Model):
    """One organisation followed by another. A divided council has several successors."""

    predecessor = models.ForeignKey(Organisation, models.CASCADE, related_name="successions")
    successor = models.ForeignKey(Organisation, models.PROTECT, related_name="inheritances")
    on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="an_organisation_follows_another_once", fields=["predecessor", "successor"]
            ),
            models.CheckConstraint(
                name="an_organisation_does_not_follow_itself",
                condition=~Q(predecessor=F("successor")),
            ),
        ]


class People(BaseUserManager["Person"]):
    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email=(username or "").lower())


class Person(AbstractBaseUser):
    """Somebody who signs in. What they may do is a membership, never a flag here."""

    ref = models.UUIDField(unique=True, default=uuid4, editable=False)  # opaque: events carry it
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=100)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = People()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="an_email_address_is_kept_in_lower_case", condition=Q(email=Lower("email"))
            ),
            models.CheckConstraint(name="a_person_has_a_name", condition=~Q(name="")),
        ]


class Role(models.TextChoices):
    """What a person does for an organisation."""

    ADMINISTRATOR = "administrator", "Administrator"
    LEAD = "lead", "Digital lead"
    DEPUTY = "deputy", "Deputy digital lead"
    MEMBER = "member", "Member"
    SERVICE_OWNER = "service-owner", "Service owner"
    CASEWORKER = "caseworker", "Caseworker"
    FINANCE = "finance", "Finance officer"
    DATA_OFFICER = "data-officer", "Data officer"
    ASSET_MANAGER = "asset-manager", "Asset manager"
    PROCUREMENT_OFFICER = "procurement-officer", "Procurement officer"
    MODERATOR = "moderator", "Moderator"
    ASSESSOR = "assessor", "Assessor"
    COUNCILLOR = "councillor", "Councillor"
    CONVENER = "convener", "Convener"
    STEWARD = "steward", "Steward of the network"
    SUPPLIER = "supplier", "Supplier"
    PARTNER = "partner", "Partner"


class Membership(models.Model):
    """A person in a role, from then until then. Rows end and stay: who might do what, and when."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_person_holds_a_role_in_an_organisation_once_at_a_time",
                fields=["person", "organisation", "role"],
                condition=Q(until=None),
            ),
            models.CheckConstraint(
                name="a_membership_ends_after_it_began",
                condition=Q(until=None) | Q(until__gte=F("since")),
            ),
        ]


class EmailDomain(models.Model):
    """Where an organisation's people have their addresses. Only a confirmed one admits anybody."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="email_domains")
    domain = models.CharField(max_length=100)
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="an_organisation_names_a_domain_once", fields=["organisation", "domain"]
            ),
            models.UniqueConstraint(
                name="a_confirmed_domain_belongs_to_one_organisation",
                fields=["domain"],
                condition=Q(confirmed_at__isnull=False),
            ),
        ]


class Invitation(models.Model):
    """A role offered to an email address. The token is in the letter; we keep its hash alone."""

    class State(models.TextChoices):
        OPEN = "open", "Waiting for an answer"
        ACCEPTED = "accepted", "Accepted"
        WITHDRAWN = "withdrawn", "Withdrawn"

    NEXT = {
        State.OPEN: {State.ACCEPTED, State.WITHDRAWN},
        State.ACCEPTED: set(),
        State.WITHDRAWN: set(),
    }

    ref = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    token_sha256 = models.CharField(max_length=64, unique=True)
    email = models.EmailField()
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="invitations")
    role = models.CharField(max_length=20, choices=Role)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_role_is_offered_to_an_address_once_at_a_time",
                fields=["email", "organisation", "role"],
                condition=Q(state="open"),
            ),
            models.CheckConstraint(
                name="an_invitation_expires_after_it_is_sent",
                condition=Q(expires_at__gt=F("sent_at")),
            ),
        ]


class ListedService(models.Model):
    """An entry of the Local Government Services List (LGSL): something that councils do, under
    the number by which every council and GOV.UK know it."""

    code = models.CharField(primary_key=True, max_length=12)
    name = models.CharField(max_length=200)
    function = models.CharField(max_length=200, blank=True)  # what it is a part of: Parking
    area = models.CharField(max_length=200, blank=True)  # and that of: Transport and highways
    theme = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="a_listed_service_has_a_name", condition=~Q(name=""))
        ]
