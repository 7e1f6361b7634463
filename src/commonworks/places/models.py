from django.db import models


class Address(models.Model):
    """An address of a council's own list, as the council loaded it."""

    authority = models.SlugField(max_length=60)  # an organisation's ref
    uprn = models.CharField(max_length=12)
    line1 = models.CharField(max_length=100)
    line2 = models.CharField(max_length=100, blank=True)
    town = models.CharField(max_length=60)
    county = models.CharField(max_length=60, blank=True)
    postcode = models.CharField(max_length=8)  # with its space
    position = models.PositiveIntegerField()  # its row in the file: councils sort as people expect

    class Meta:
        indexes = [
            models.Index(fields=["authority", "postcode", "position"], name="addresses_at_postcode")
        ]
        constraints = [
            models.UniqueConstraint(
                name="a_council_lists_an_address_once", fields=["authority", "uprn"]
            )
        ]
