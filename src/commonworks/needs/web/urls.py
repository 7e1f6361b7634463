from django.urls import path

from commonworks.needs.web import lists

app_name = "needs"
urlpatterns = [
    path("needs/", lists.needs, name="list"),
]
