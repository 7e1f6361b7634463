"""Tables, by noun."""

from commonworks.services.models.cases import Case, Draft, Findable, Note, Submission
from commonworks.services.models.catalogue import Release, Service
from commonworks.services.models.deployments import Asked, Deployment, Edition, Evidence
from commonworks.services.models.payments import Account, Heard, Payment, Quote

__all__ = [
    "Account",
    "Asked",
    "Case",
    "Deployment",
    "Draft",
    "Edition",
    "Evidence",
    "Findable",
    "Heard",
    "Note",
    "Payment",
    "Quote",
    "Release",
    "Service",
    "Submission",
]
