from django.urls import path

from commonworks.factories.web import views

app_name = "factories"
urlpatterns = [
    path("factories/", views.factories, name="list"),
    path("factories/<slug:ref>/", views.factory, name="factory"),
]
