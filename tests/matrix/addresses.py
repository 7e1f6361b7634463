"""What each address of the matrix names, and what is posted to it: always Leeds' things.

A route with a parameter that is not told here fails; so does one that the table does not know.
"""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.matrix.cells import Who
from tests.services.applying import SERVICE, vehicle

PASSWORD, NEW = "three random words", "four more random words"
OTHER_SERVICE = "bay-permit"  # that nobody has taken on yet
HERE = "/s/<slug:council>/<slug:service>/"
# What an address names: (how the route begins, parameter) -> value. The longest beginning counts.
VALUES = {
    ("/", "council"): lambda world: "leeds",
    ("/", "service"): lambda world: SERVICE,
    ("/account/email/", "key"): lambda world: world.email_key,
    ("/alerts/", "ref"): lambda world: world.alerts.follow,
    ("/alerts/addresses/", "ref"): lambda world: world.alerts.hook,
    ("/alerts/addresses/", "verb"): lambda world: "test",
    ("/alerts/stop/", "token"): lambda world: world.alerts.stop,
    ("/api/v1/organisations/", "ref"): lambda world: "leeds",
    ("/api/v1/services/", "ref"): lambda world: SERVICE,
    ("/api/v1/estate/", "ref"): lambda world: world.system,
    ("/casework/", "ref"): lambda world: world.leeds.case,
    ("/estate/", "council"): lambda world: "leeds",
    ("/estate/", "system"): lambda world: world.system,
    ("/factories/", "ref"): lambda world: "parking",
    ("/fresh/", "token"): lambda world: world.alerts.fresh,
    ("/invitations/", "token"): lambda world: world.leeds.invited,
    ("/invitations/", "invited"): lambda world: world.leeds.invitation,
    ("/manage/", "verb"): lambda world: "pause",
    ("/api/v1/needs/", "ref"): lambda world: world.need,
    ("/needs/", "ref"): lambda world: world.need,
    ("/needs/", "verb"): lambda world: "met",
    ("/operations/", "letter"): lambda world: str(world.letter),
    ("/organisations/", "ref"): lambda world: "leeds",
    ("/organisations/", "person"): lambda world: world.leeds.colleague,
    ("/services/", "release"): lambda world: world.release,
    ("/signposts/", "ref"): lambda world: world.alerts.card,
    (f"{HERE}apply/", "slug"): lambda world: "contact-details",
    (f"{HERE}apply/<str:slug>/<str:instance>", "slug"): lambda world: "vehicles",
    (f"{HERE}apply/", "instance"): lambda world: world.leeds.instance,
    (f"{HERE}payment/", "ref"): lambda world: world.leeds.payment,
    (f"{HERE}resume/", "token"): lambda world: world.leeds.open,
    (f"{HERE}status/", "token"): lambda world: world.leeds.status,
}
# What an address asks beside its path.
QUERIES = {
    "/alerts/follow": "?authority=leeds",
    "/fresh/thank-you": "?ref=need.leeds&answer=true",
}
# Routes that are regular expressions.
WHOLE = {
    "/^places/.+": lambda world: "/places/postcodes/LS14AP",
    "/account/^password/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)$": lambda world: (
        "/account/password/{}-{}".format(*world.password_key)
    ),
}
# What is posted, where a post needs something. Anywhere else it is empty.
BODIES: dict[str, Any] = {
    "/alerts/<uuid:ref>/": {"frequency": "weekly"},
    "/alerts/addresses/add": {
        "name": "Channel",
        "url": "https://hooks.example.org/",
        "authority": "own",
    },
    "/alerts/follow": {"frequency": "daily"},
    "/fresh/<str:token>": {"answer": "changed"},
    "/signposts/freshness/<str:ref>/owner": lambda world: {"owner": world.leeds.colleague},
    "/account/name": {"name": "Another name"},
    "/account/password": {"email": "nobody@leeds.example"},
    "/account/password/change": {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW},
    "/account/register": {"name": "New", "email": "new@example.org", "password1": PASSWORD},
    "/account/sign-in": {"login": "signer@example.org", "password": PASSWORD},
    "/account/sign-in-as": lambda world: {"person": world.leeds.colleague},
    "/casework/<slug:council>/": {"search": "nothing like that"},
    "/casework/<slug:council>/<str:ref>/assign": {"who": "me"},
    "/casework/<slug:council>/<str:ref>/note": {"note": "Rang them."},
    "/casework/<slug:council>/<str:ref>/decide": {
        "step": "send",
        "outcome": "granted",
        "letter": "Granted.",
    },
    "/demo/clock": {"days": "1"},
    "/estate/councils/<slug:council>/add": {"name": "Ledger", "band_seen_by": "network"},
    "/estate/councils/<slug:council>/import": lambda world: {
        "file": SimpleUploadedFile("systems.csv", b"System\nLedger\n"),
        "what": "import",
    },
    "/estate/suppliers": lambda world: {"name": "Kerb Co", "supplier": world.supplier},
    "/estate/systems/<slug:system>/answer": {"text": "It does more."},
    "/estate/systems/<slug:system>/answer/take-down": {"reason": "It names a person."},
    "/estate/systems/<slug:system>/change": {
        "name": "Kerbside Two",
        "band_seen_by": "public",
        "edition": "1",
    },
    "/invitations/<str:token>": {"name": "Newcomer", "password": PASSWORD},
    "/manage/<slug:council>/adopt": {"service": OTHER_SERVICE},
    "/manage/<slug:council>/payments-account": {"api_key": "api_test_0987654321"},
    "/manage/<slug:council>/<slug:service>/settings": lambda world: world.settings_form,
    "/api/v1/needs": {"authority": "leeds", "title": "Skips", "problem": "It takes weeks."},
    "/api/v1/needs/<ref>/support": {"authority": "camden"},
    "/needs/declare": {
        "authority": "leeds",
        "title": "Skips on the road are permitted by post",
        "problem": "It takes weeks.",
        "visibility": "public",
        "step": "others",
    },
    "/needs/import": lambda world: {
        "authority": "leeds",
        "file": SimpleUploadedFile("n.csv", b"reference,title,problem\nA1,Skips,It takes weeks.\n"),
        "what": "import",
    },
    "/needs/<slug:ref>/change": {
        "title": "Permits by post",
        "problem": "It takes months.",
        "visibility": "public",
        "edition": "1",
    },
    "/needs/<slug:ref>/merge": lambda world: {"survivor": world.other_need},
    "/needs/<slug:ref>/owner": lambda world: {"owner": world.actors[Who("own", "lead")].ref},
    "/needs/<slug:ref>/step-back": {"authority": "camden"},
    "/needs/<slug:ref>/support": {"authority": "camden"},
    "/organisations/<slug:ref>/administrator": {"email": "new@leeds.example"},
    "/organisations/<slug:ref>/domains": {"domain": "own.leeds.example"},
    "/organisations/<slug:ref>/people/<uuid:person>": {"roles": ["councillor"]},
    "/organisations/<slug:ref>/people/invite": {"email": "new@leeds.example", "role": "member"},
    f"{HERE}apply/<str:slug>": {"full-name": "Ada", "email": "ada@example.org"},
    f"{HERE}apply/<str:slug>/<str:instance>": vehicle(),
    f"{HERE}check": {"agreed": "0"},
    f"{HERE}feedback": {"score": "5"},
    f"{HERE}pay": {"pence": "1500"},
    f"{HERE}save": {"email": "ada@example.org"},
    f"{HERE}status": {"reference": "0000-0000-00", "email": "ada@example.org"},
    "/services/<slug:service>/ask": {"council": "cornwall"},
    "/stewards/organisations/add": {
        "name": "Barsetshire",
        "ref": "barsetshire",
        "type": "unitary-authority",
        "nation": "england",
    },
}
