from django.urls import path

from commonworks.measures.web import views

app_name = "measures"
urlpatterns = [path("services/<slug:service>/figures", views.figures, name="figures")]
