from django.urls import path

from commonworks.pages.web import demo, operations, views

app_name = "pages"
urlpatterns = [
    path("", views.home, name="home"),
    path("find", views.find, name="find"),
    path("how-it-works", views.how_it_works, name="how-it-works"),
    path("for-councils", views.for_councils, name="for-councils"),
    path("for-suppliers", views.for_suppliers, name="for-suppliers"),
    path("search", views.search, name="search"),
    path("my-council/", views.my_council, name="my-council"),
    path("operations/", operations.operations, name="operations"),
    path("operations/<int:letter>/again", operations.again, name="try-again"),
    path("demo/", demo.tools, name="demo"),
    path("demo/outbox", demo.outbox, name="outbox"),
    path("demo/clock", demo.clock_forward, name="clock"),
    path("demo/reset", demo.reset, name="reset"),
]
