from django.urls import include, path

from commonworks.services.web import (
    arrivals,
    casework,
    deciding,
    owner,
    paying,
    phases,
    public,
    releases,
    runner,
    status,
)

app_name = "services"
everyone = [
    path("services/", public.services, name="list"),
    path("services/<slug:service>/", public.service, name="service"),
    path("services/<slug:service>/find", public.find, name="find"),
    path("services/<slug:service>/ask", public.ask, name="ask"),
    path("services/<slug:service>/releases/<slug:release>.json", public.release, name="release"),
]
leads = [
    path("services/<slug:service>/phase", phases.move_on, name="phase"),
    path(
        "services/<slug:service>/releases/<slug:release>/withdraw",
        releases.withdraw,
        name="withdraw-release",
    ),
]
applicants = [
    path("", arrivals.start, name="start"),
    path("apply/<str:slug>", runner.question, name="page"),
    path("apply/<str:slug>/<str:instance>", runner.question, name="instance"),
    path("apply/<str:slug>/<str:instance>/remove", runner.remove, name="remove"),
    path("check", runner.check, name="check"),
    path("save", arrivals.save, name="save"),
    path("resume/<str:token>", arrivals.resume, name="resume"),
    path("expired", arrivals.expired, name="expired"),
    path("elsewhere", runner.elsewhere, name="elsewhere"),
    path("ended", runner.ended, name="ended"),
    path("pay", paying.pay, name="pay"),
    path("payment/<slug:ref>/return", paying.payment_return, name="payment-return"),
    path("sent", status.sent, name="sent"),
    path("feedback", status.feedback, name="feedback"),
    path("status", status.lookup, name="status-lookup"),
    path("status/<str:token>", status.status, name="status"),
]
providers = [path("webhooks/pay/<slug:council>", paying.webhook, name="pay-webhook")]
caseworkers = [
    path("casework/", casework.desks, name="casework"),
    path("casework/<slug:council>/", casework.queue, name="queue"),
    path("casework/<slug:council>/<str:ref>", casework.case, name="case"),
    path("casework/<slug:council>/<str:ref>/assign", casework.assign, name="assign"),
    path("casework/<slug:council>/<str:ref>/note", casework.note, name="note"),
    path("casework/<slug:council>/<str:ref>/decide", deciding.decide, name="decide"),
]
owners = [
    path("manage/", owner.chooser, name="chooser"),
    path("manage/<slug:council>/", owner.manage, name="manage"),
    path("manage/<slug:council>/adopt", owner.adopt, name="adopt"),
    path("manage/<slug:council>/payments-account", owner.payments_account, name="payments-account"),
    path("manage/<slug:council>/<slug:service>/", owner.deployment, name="deployment"),
    path("manage/<slug:council>/<slug:service>/settings", owner.settings, name="settings"),
    path("manage/<slug:council>/<slug:service>/settings/<str:name>", owner.group, name="group"),
    path(
        "manage/<slug:council>/<slug:service>/settings/<str:name>/preview",
        owner.preview,
        name="preview",
    ),
    path("manage/<slug:council>/<slug:service>/<slug:verb>", owner.move, name="move"),
]
# Applicants first: most requests are theirs, and each pattern before costs.
urlpatterns = [
    path("s/<slug:council>/<slug:service>/", include(applicants)),
    *(*everyone, *leads, *providers, *caseworkers, *owners),
]
