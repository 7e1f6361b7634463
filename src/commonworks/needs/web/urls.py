from django.urls import path

from commonworks.needs.web import (
    changing,
    declaring,
    importing,
    lists,
    merging,
    moving,
    pages,
    supporting,
)
from commonworks.needs.web.estate import urls as estate

app_name = "needs"
urlpatterns = [
    path("needs/", lists.needs, name="list"),
    path("needs/feed.atom", lists.feed, name="feed"),
    path("needs/declare", declaring.declare, name="declare"),
    path("needs/declare/<slug:draft>/", declaring.again, name="draft"),
    path("needs/declare/<slug:draft>/similar", declaring.similar, name="similar"),
    path("needs/declare/<slug:draft>/personal", declaring.personal, name="personal"),
    path("needs/import", importing.import_file, name="import"),
    path("needs/import/template.csv", importing.template, name="import-template"),
    path("needs/<slug:ref>/", pages.need, name="need"),
    path("needs/<slug:ref>/history", pages.history, name="history"),
    path("needs/<slug:ref>/change", changing.change, name="change"),
    path("needs/<slug:ref>/support", supporting.support, name="support"),
    path("needs/<slug:ref>/amend", supporting.amend, name="amend"),
    path("needs/<slug:ref>/step-back", supporting.step_back, name="step-back"),
    path("needs/<slug:ref>/merge", merging.merge, name="merge"),
    path("needs/<slug:ref>/owner", moving.owner, name="owner"),
    path("needs/<slug:ref>/<slug:verb>", moving.move, name="move"),
    *estate.addresses,
]
