from django.urls import path

from commonworks.needs.web import lists
from commonworks.needs.web.estate import urls as estate

app_name = "needs"
urlpatterns = [
    path("needs/", lists.needs, name="list"),
    *estate.addresses,
]
