from django.urls import path

from commonworks.signposts.web import alerts, feeds, freshness, hooks

app_name = "signposts"
urlpatterns = [
    path("fresh/thank-you", freshness.answered, name="answered"),
    path("fresh/<str:token>", freshness.answer, name="answer"),
    path("signposts/freshness/", freshness.overview, name="freshness"),
    path("signposts/freshness/<str:ref>/owner", freshness.owner, name="owner"),
    path("signposts/cards/<str:ref>", feeds.card, name="card"),
    path("alerts/", alerts.alerts, name="alerts"),
    path("alerts/feed.atom", feeds.feed, name="feed"),
    path("alerts/follow", alerts.follow, name="follow"),
    path("alerts/stop/<str:token>", alerts.stop_mail, name="stop-mail"),
    path("alerts/addresses/add", hooks.add, name="add-hook"),
    path("alerts/addresses/<uuid:ref>/", hooks.hook, name="hook"),
    path("alerts/addresses/<uuid:ref>/<slug:verb>", hooks.act, name="act-on-hook"),
    path("alerts/<uuid:ref>/", alerts.change, name="change"),
    path("alerts/<uuid:ref>/stop", alerts.stop, name="stop"),
]
