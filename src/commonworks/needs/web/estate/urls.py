"""Addresses of the technology estate; the room's own list takes them in."""

from django.urls import path

from commonworks.needs.web.estate import importing, manage, suppliers, views

council, system = "estate/councils/<slug:council>/", "estate/systems/<slug:system>/"
addresses = [
    path("estate/", views.systems, name="systems"),
    path("estate/overlaps", views.overlaps, name="overlaps"),
    path("estate/calendar", views.calendar, name="calendar"),
    path("estate/calendar.ics", views.feed, name="calendar-feed"),
    path("estate/template.csv", importing.template, name="estate-template"),
    path("estate/suppliers", suppliers.match, name="suppliers"),
    path(council, views.estate, name="estate"),
    path(f"{council}add", manage.add, name="add-system"),
    path(f"{council}import", importing.import_file, name="import-estate"),
    path(system, views.system, name="system"),
    path(f"{system}change", manage.change, name="change-system"),
    path(f"{system}retire", manage.retire, name="retire-system"),
    path(f"{system}bring-back", manage.bring_back, name="bring-system-back"),
    path(f"{system}answer", suppliers.answer, name="answer-system"),
    path(f"{system}answer/take-down", suppliers.take_down, name="take-answer-down"),
    path(f"{system}answer/put-back", suppliers.put_back, name="put-answer-back"),
]
