from django.urls import path

from commonworks.factories.web import agreements, membership, views

app_name = "factories"
HERE = "factories/<slug:ref>/"
urlpatterns = [
    path("factories/", views.factories, name="list"),
    path("factories/found", membership.found, name="found"),
    path(HERE, views.factory, name="factory"),
    path(f"{HERE}members", views.member_page, name="members"),
    path(f"{HERE}join", membership.join, name="join"),
    path(f"{HERE}leave/<slug:organisation>", membership.leave, name="leave"),
    path(f"{HERE}invite", membership.invite, name="invite"),
    path(f"{HERE}askings/<int:asking>/answer", membership.answer, name="answer"),
    path(f"{HERE}askings/<int:asking>/withdraw", membership.withdraw, name="withdraw"),
    path(f"{HERE}bring", membership.bring, name="bring"),
    path(f"{HERE}contributions/<int:contribution>/end", membership.take_back, name="take-back"),
    path(f"{HERE}agreement", agreements.newest, name="agreement"),
    path(f"{HERE}agreement/offer", agreements.offer, name="offer-agreement"),
    path(f"{HERE}agreement/<int:number>", agreements.version, name="agreement-version"),
    path(f"{HERE}agreement/<int:number>/sign", agreements.sign, name="sign-agreement"),
]
