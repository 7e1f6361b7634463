from django.db import models
from django.db.models import F, Q


class System(models.Model):
    """Something that a council runs, in its own words. The name is public, the cost its own."""

    class State(models.TextChoices):
        RUNNING = "running", "In use"
        RETIRED = "retired", "Retired"
        ARCHIVED = "archived", "Archived: nobody said that it is still true"

    NEXT = {
        State.RUNNING: {State.RETIRED, State.ARCHIVED},
        State.RETIRED: {State.RUNNING},
        State.ARCHIVED: {State.RUNNING, State.RETIRED},
    }

    class Band(models.TextChoices):
        """What it costs a year. £30,000 is where the Procurement Act 2023 begins for councils."""

        UNDER_10K = "under-10k", "Under £10,000"
        UNDER_30K = "10k-30k", "£10,000 to £29,999"
        UNDER_100K = "30k-100k", "£30,000 to £99,999"
        UNDER_250K = "100k-250k", "£100,000 to £249,999"
        UNDER_1M = "250k-1m", "£250,000 to £999,999"
        OVER_1M = "over-1m", "£1 million or more"

    class Seen(models.TextChoices):
        """Who sees the band of its cost."""

        COUNCIL = "council", "Our council alone"
        NETWORK = "network", "Councils and partners in the network, not suppliers"
        PUBLIC = "public", "Everybody"

    class Unit(models.TextChoices):
        DAYS = "days", "days"
        WEEKS = "weeks", "weeks"
        MONTHS = "months", "months"

    ref = models.SlugField(primary_key=True, max_length=16)
    council = models.ForeignKey("network.Organisation", models.PROTECT, related_name="+")
    own_ref = models.CharField(max_length=40, blank=True)  # the council's, by which a file is told
    name = models.CharField(max_length=120)
    name_key = models.CharField(max_length=120)  # equal for what counts as the same system
    supplier_name = models.CharField(max_length=120, blank=True)
    supplier_key = models.CharField(max_length=120, blank=True)
    supplier = models.ForeignKey(
        "network.Organisation", models.PROTECT, null=True, related_name="+"
    )
    purpose = models.CharField(max_length=400, blank=True)
    integrations = models.CharField(max_length=600, blank=True)
    contract_end = models.DateField(null=True)  # the last day
    notice_length = models.PositiveSmallIntegerField(null=True)
    notice_unit = models.CharField(max_length=6, choices=Unit, blank=True)
    notice_by = models.DateField(null=True)  # worked out: the last day on which to give notice
    cost_band = models.CharField(max_length=9, choices=Band, blank=True)
    band_seen_by = models.CharField(max_length=7, choices=Seen, default=Seen.NETWORK)
    cost = models.BinaryField(null=True)  # pence a year, sealed with the council's key
    state = models.CharField(max_length=8, choices=State, default=State.RUNNING)
    stale = models.BooleanField(default=False)  # its owner was asked, and did not answer
    good_until = models.DateField()
    edition = models.PositiveIntegerField(default=1)
    added_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["state", "stale", "name", "ref"], name="systems_by_name"),
            models.Index(fields=["state", "contract_end", "ref"], name="systems_by_contract_end"),
            models.Index(fields=["council", "state", "name"], name="systems_of_a_council"),
            models.Index(fields=["state", "notice_by", "ref"], name="systems_by_notice"),
            # Whole answers to what councils have in common: no row is read for them.
            models.Index(
                fields=["state", "name_key", "council", "contract_end", "stale", "name"],
                name="systems_of_one_name",
            ),
            models.Index(
                fields=[
                    "state",
                    "supplier_key",
                    "council",
                    "contract_end",
                    "stale",
                    "supplier_name",
                ],
                name="systems_of_a_supplier",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                name="a_council_gives_a_reference_to_one_system",
                fields=["council", "own_ref"],
                condition=~Q(own_ref=""),
            ),
            models.UniqueConstraint(
                name="a_council_lists_a_system_without_a_reference_once",
                fields=["council", "name_key"],
                condition=Q(own_ref="") & ~Q(state="retired"),
            ),
            models.CheckConstraint(
                name="a_system_has_a_name", condition=~Q(name="") & ~Q(name_key="")
            ),
            models.CheckConstraint(
                name="notice_is_given_by_the_end_of_the_contract_and_has_a_length",
                condition=Q(notice_by=None)
                | Q(notice_by__lte=F("contract_end"), notice_length__isnull=False),
            ),
        ]


class SystemUse(models.Model):
    """A service, by its LGSL code, that a system is used for."""

    system = models.ForeignKey(System, models.CASCADE, related_name="uses")
    code = models.CharField(max_length=12)

    class Meta:
        indexes = [models.Index(fields=["code", "system"], name="systems_by_service")]
        constraints = [
            models.UniqueConstraint(
                name="a_system_is_used_for_a_service_once", fields=["system", "code"]
            )
        ]


class SystemEdit(models.Model):
    """What was said of a system before and after, for everything that is public. Never changed."""

    system = models.ForeignKey(System, models.CASCADE, related_name="edits")
    what = models.CharField(max_length=20)
    changes = models.JSONField(default=dict)  # {field: [before, after]}; never of the cost
    by = models.CharField(max_length=80)
    at = models.DateTimeField()


class SupplierAnswer(models.Model):
    """What the supplier named in an entry says to it, in public."""

    class State(models.TextChoices):
        SHOWN = "shown", "Shown"
        HIDDEN = "hidden", "Taken down by a steward"

    NEXT = {State.SHOWN: {State.HIDDEN}, State.HIDDEN: {State.SHOWN}}

    system = models.ForeignKey(System, models.CASCADE, related_name="answers")
    supplier = models.ForeignKey("network.Organisation", models.PROTECT, related_name="+")
    text = models.CharField(max_length=2000)
    state = models.CharField(max_length=6, choices=State, default=State.SHOWN)
    reason = models.CharField(max_length=400, blank=True)  # why a steward took it down
    given_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_supplier_answers_an_entry_once", fields=["system", "supplier"]
            ),
            models.CheckConstraint(
                name="what_a_steward_takes_down_has_a_reason",
                condition=Q(state="shown") | ~Q(reason=""),
            ),
        ]


class SupplierAlias(models.Model):
    """A name that councils write for a supplier of the network, as a steward matched it."""

    key = models.CharField(primary_key=True, max_length=120)
    supplier = models.ForeignKey("network.Organisation", models.CASCADE, related_name="+")
    matched_by = models.CharField(max_length=80)
    matched_at = models.DateTimeField()
