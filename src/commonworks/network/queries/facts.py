"""The public facts of the network, whole: what files hold and imports compare."""

from dataclasses import dataclass
from datetime import date

from commonworks.network.models import Code, EmailDomain, Organisation, Succession


@dataclass(frozen=True, slots=True)
class OrganisationFact:
    """What is known of an organisation; an empty text or None where no source says."""

    ref: str
    name: str
    short_name: str
    type: str
    nation: str
    region: str = ""
    name_cy: str = ""
    short_name_cy: str = ""
    upper_tier: str | None = None
    website: str = ""
    start: date | None = None
    end: date | None = None  # the first day on which it is no more
    source: str = ""


@dataclass(frozen=True, slots=True)
class CodeFact:
    organisation: str
    scheme: str
    code: str
    start: date | None = None
    end: date | None = None
    replaced_by: str = ""


@dataclass(frozen=True, slots=True)
class SuccessionFact:
    predecessor: str
    successor: str
    on: date


@dataclass(frozen=True, slots=True)
class Facts:
    organisations: tuple[OrganisationFact, ...] = ()
    codes: tuple[CodeFact, ...] = ()
    successions: tuple[SuccessionFact, ...] = ()
    email_domains: tuple[tuple[str, str], ...] = ()  # (organisation, domain)


def known_facts() -> Facts:
    """Everything, in four SQL queries; some 1,600 rows, so not for a page."""
    organisations = Organisation.objects.values_list(*OrganisationFact.__slots__)
    codes = Code.objects.values_list(*CodeFact.__slots__)
    successions = Succession.objects.values_list(*SuccessionFact.__slots__)
    domains = EmailDomain.objects.values_list("organisation", "domain")
    return Facts(
        tuple(OrganisationFact(*row) for row in organisations.order_by("ref")),
        tuple(CodeFact(*row) for row in codes.order_by("scheme", "code")),
        tuple(SuccessionFact(*row) for row in successions.order_by("predecessor", "successor")),
        tuple(domains.order_by("organisation", "domain")),
    )
