"""What a payment provider must be able to do; providers live in `integrations/`. And what later
rooms ask of a service before it goes live."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from commonworks.kernel.errors import Unavailable


@dataclass(frozen=True, slots=True)
class PaymentWanted:
    """What a resident is to pay. `ref` is ours, and the same however often we ask."""

    ref: str
    pence: int
    description: str
    return_url: str
    language: str  # "en" or "cy"
    email: str


@dataclass(frozen=True, slots=True)
class PaymentStarted:
    """The provider knows of it: send the resident to `next_url`."""

    provider_ref: str
    next_url: str


@dataclass(frozen=True, slots=True)
class PaymentFound:
    """How a payment stands with the provider. `state` is one of started, paid, failed,
    cancelled and expired; `code` is the provider's own word for it."""

    provider_ref: str
    ref: str
    pence: int
    state: str
    code: str
    next_url: str


class ProviderDown(Unavailable):
    """No answer, or none that makes sense. Nothing was decided: ask again later."""

    code = "payment-provider-down"


class ProviderRefused(Unavailable):
    """The provider will not take payments for this council: a key that ended, for example."""

    code = "payment-provider-refused"


class PaymentNews(Protocol):
    """A message that the provider sent by itself: something happened to payment `ref`. `id` is the
    message's own, the same however often it is sent."""

    @property
    def id(self) -> str: ...

    @property
    def ref(self) -> str: ...


class Payments(Protocol):
    """Every call takes at most five seconds and raises ProviderDown or ProviderRefused."""

    def start(
        self, wanted: PaymentWanted, *, api_key: str, again: bool
    ) -> PaymentStarted | PaymentFound:
        """Create the payment. `again` says that an earlier call may have got through: then look
        for `ref` first, and answer what is found."""
        ...

    def find(self, provider_ref: str, *, api_key: str) -> PaymentFound:
        """How the payment stands now."""
        ...


Reader = Callable[[bytes, str, str], PaymentNews]  # (body, signature, the council's secret)
_provider: list[Callable[[], Payments]] = []
_reader: list[Reader] = []


def provide(provider: Callable[[], Payments]) -> None:
    """Say how to make the provider of this installation, which is made when it is first needed."""
    _provider[:] = [cache(provider)]


def payments() -> Payments:
    return _provider[0]()


_requirements: dict[str, str] = {}


def require(name: str, label: str) -> None:
    """Ask for one more thing before a service goes live; `commands.deployments.record_evidence`
    shows that it is met. Called once, as the house starts."""
    _requirements[name] = label


def requirements() -> Mapping[str, str]:
    return dict(_requirements)


def provide_news(reader: Reader) -> None:
    """Name what checks and reads the provider's messages. It raises NotAllowed for a message that
    is not signed with the secret, and Invalid for a signed one that makes no sense."""
    _reader[:] = [reader]


def read_news(body: bytes, signature: str, secret: str) -> PaymentNews:
    return _reader[0](body, signature, secret)
