"""What each address of the matrix names, and what is posted to it: always Leeds' things.

A route with a parameter that is not told here fails; so does one that the table does not know.
"""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from commonworks.factories.policies.agreements import Choices
from tests.matrix.furnishing import FACTORY, OTHER
from tests.services.applying import SERVICE, vehicle

PASSWORD, NEW = "three random words", "four more random words"
OTHER_SERVICE = "bay-permit"  # that nobody has taken on yet
HERE = "/s/<slug:council>/<slug:service>/"
FACTORIES = "/factories/<slug:ref>/"
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
    ("/body/aims/", "aim"): lambda world: str(world.aim),
    ("/body/introductions/", "introduction"): lambda world: world.introduction,
    ("/body/papers/", "number"): lambda world: "1",
    ("/api/v1/motions/", "ref"): lambda world: world.motion,
    ("/decisions/", "ref"): lambda world: world.motion,
    ("/decisions/<slug:ref>/result.json", "ref"): lambda world: world.decided_motion,
    ("/estate/", "council"): lambda world: "leeds",
    ("/estate/", "system"): lambda world: world.system,
    ("/fresh/", "token"): lambda world: world.alerts.fresh,
    ("/factories/", "ref"): lambda world: FACTORY,
    (f"{FACTORIES}askings/<int:asking>/answer", "ref"): lambda world: OTHER,
    (f"{FACTORIES}askings/<int:asking>/answer", "asking"): lambda world: str(world.shelves.asked),
    (f"{FACTORIES}askings/", "asking"): lambda world: str(world.shelves.asking),
    (f"{FACTORIES}contributions/", "contribution"): lambda world: str(world.shelves.contribution),
    (f"{FACTORIES}leave/", "organisation"): lambda world: "camden",
    (f"{FACTORIES}agreement/", "number"): lambda world: "1",
    (f"{FACTORIES}assessments/", "number"): lambda world: "1",
    (f"{FACTORIES}assessments/<int:number>/score", "number"): lambda world: "2",
    (f"{FACTORIES}assessments/", "option"): lambda world: str(world.shelves.option),
    (f"{FACTORIES}costs/", "number"): lambda world: "1",
    (f"{FACTORIES}debate/", "comment"): lambda world: world.shelves.comment,
    (f"{FACTORIES}phases/", "phase"): lambda world: "discovery",
    (f"{FACTORIES}phases/", "requirement"): lambda world: "users-known",
    (f"{FACTORIES}risks/", "risk"): lambda world: str(world.shelves.risk),
    ("/api/v1/factories/", "ref"): lambda world: FACTORY,
    ("/invitations/", "token"): lambda world: world.leeds.invited,
    ("/invitations/", "invited"): lambda world: world.leeds.invitation,
    ("/manage/", "verb"): lambda world: "pause",
    ("/manage/", "name"): lambda world: "settings",
    ("/operations/", "letter"): lambda world: str(world.letter),
    ("/organisations/", "ref"): lambda world: "leeds",
    ("/organisations/", "person"): lambda world: world.leeds.colleague,
    ("/stewards/accounts/", "person"): lambda world: world.leeds.colleague,
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
    "/body/aims/<int:aim>": {"percent": "10"},
    "/body/elect": lambda world: world.election_form,
    "/body/hours": {
        "on-day": "1",
        "on-month": "1",
        "on-year": "2026",
        "hours": "1",
        "purpose": "advising",
    },
    "/body/introduce": {"first": "leeds", "second": "camden", "why": "The same system"},
    "/body/introductions/<uuid:introduction>/<slug:council>": {"yes": "no"},
    "/body/offer": lambda world: world.paper_form,
    "/casework/<slug:council>/": {"search": "nothing like that"},
    "/casework/<slug:council>/<str:ref>/assign": {"who": "me"},
    "/casework/<slug:council>/<str:ref>/note": {"note": "Rang them."},
    "/casework/<slug:council>/<str:ref>/decide": {
        "step": "send",
        "outcome": "granted",
        "letter": "Granted.",
    },
    "/decisions/<slug:ref>/vote/<slug:council>": {"choice": "for", "seen": "0"},
    "/decisions/mandates/<slug:council>": {"required": "yes"},
    "/decisions/propose": lambda world: world.motion_form,
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
    "/factories/found": {"name": "F", "purpose": "P", "kind": "project", "lead": "leeds"},
    f"{FACTORIES}join": {"organisation": "leeds", "part": "partner"},
    f"{FACTORIES}invite": {"organisation": "commonworks", "part": "observer"},
    f"{FACTORIES}askings/<int:asking>/answer": {"answer": "accept"},
    f"{FACTORIES}bring": {"organisation": "leeds", "kind": "money", "money": "10"},
    f"{FACTORIES}agreement/offer": {**Choices(notice_weeks=26).plain, "cap_pence": ""},
    f"{FACTORIES}agreement/<int:number>/sign": {"organisation": "leeds"},
    f"{FACTORIES}assessments/begin": {"title": "Another"},
    f"{FACTORIES}assessments/<int:number>/option": {"kind": "buy", "title": "Another"},
    f"{FACTORIES}assessments/<int:number>/options/<int:option>": {"kind": "buy", "title": "New"},
    f"{FACTORIES}assessments/<int:number>/criteria": {"criteria": "3 It is good"},
    f"{FACTORIES}assessments/<int:number>/move": {"open": "yes"},
    f"{FACTORIES}assessments/<int:number>/score": lambda world: {
        **world.shelves.marks,
        "organisation": "leeds",
    },
    f"{FACTORIES}debate/write": {"text": "Yes.", "organisation": "leeds", "audience": "public"},
    f"{FACTORIES}debate/<uuid:comment>/edit": {"text": "No."},
    f"{FACTORIES}debate/<uuid:comment>/hide": {"reason": "Too loud"},
    f"{FACTORIES}propose": {
        "title": "Go on",
        "rule": "majority",
        "quorum": "50%",
        "closes-day": "1",
        "closes-month": "2",
        "closes-year": "2027",
    },
    f"{FACTORIES}commission": lambda world: {
        "kind": "build",
        "title": "The permit",
        "motion": world.shelves.motion,
    },
    f"{FACTORIES}costs/figure": {
        "organisation": "leeds",
        "kind": "population",
        "value": "800000",
        "source": "ONS",
    },
    f"{FACTORIES}costs/offer": {"title": "Live", "rule": "equal", "total_pence": "10"},
    f"{FACTORIES}costs/<int:number>/commit": {"organisation": "leeds", "pence": "100"},
    f"{FACTORIES}phases/<slug:phase>/<slug:requirement>/evidence": {"note": "Shown again."},
    f"{FACTORIES}stop": {"lessons": "It is not needed."},
    f"{FACTORIES}updates/post": {"organisation": "leeds", "title": "Week 1", "text": "Begun."},
    f"{FACTORIES}risks/raise": {
        "title": "Dear",
        "likelihood": "1",
        "impact": "1",
        "owner": "leeds",
    },
    f"{FACTORIES}risks/<int:risk>/close": {"outcome": "It did not happen."},
    "/invitations/<str:token>": {"name": "Newcomer", "password": PASSWORD},
    "/manage/<slug:council>/adopt": {"service": OTHER_SERVICE},
    "/manage/<slug:council>/payments-account": {"api_key": "api_test_0987654321"},
    "/manage/<slug:council>/<slug:service>/settings/<str:name>": lambda world: world.settings_form,
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
    "/services/<slug:service>/releases/<slug:release>/withdraw": {"why": "Wrong", "step": "send"},
    "/stewards/accounts": {"email": "colleague@leeds.example"},
    "/stewards/accounts/<uuid:person>": {"verb": "suspend", "why": "left"},
    "/stewards/organisations/add": {
        "name": "Barsetshire",
        "ref": "barsetshire",
        "type": "unitary-authority",
        "nation": "england",
    },
}
