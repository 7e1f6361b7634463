from django.urls import path

from commonworks.services.web import casework, deciding, paying, status

app_name = "services"
urlpatterns = [
    path("s/<slug:council>/<slug:service>/pay", paying.pay, name="pay"),
    path(
        "s/<slug:council>/<slug:service>/payment/<slug:ref>/return",
        paying.payment_return,
        name="payment-return",
    ),
    path("s/<slug:council>/<slug:service>/sent", status.sent, name="sent"),
    path("s/<slug:council>/<slug:service>/feedback", status.feedback, name="feedback"),
    path("s/<slug:council>/<slug:service>/status", status.lookup, name="status-lookup"),
    path("s/<slug:council>/<slug:service>/status/<str:token>", status.status, name="status"),
    path("webhooks/pay/<slug:council>", paying.webhook, name="pay-webhook"),
    path("casework/", casework.desks, name="casework"),
    path("casework/<slug:council>/", casework.queue, name="queue"),
    path("casework/<slug:council>/<str:ref>", casework.case, name="case"),
    path("casework/<slug:council>/<str:ref>/assign", casework.assign, name="assign"),
    path("casework/<slug:council>/<str:ref>/note", casework.note, name="note"),
    path("casework/<slug:council>/<str:ref>/decide", deciding.decide, name="decide"),
]
