"""The addresses of the pages about people.
Refuses views of its own."""

from django.urls import path

from handrail.web.person.add_person import add_person
from handrail.web.person.change_address import add_address, change_address
from handrail.web.person.change_contact import change_contact
from handrail.web.person.change_notes import change_notes
from handrail.web.person.change_person import change_person
from handrail.web.person.find import find
from handrail.web.person.follow_ups import follow_ups
from handrail.web.person.join_people import duplicates, join_people, part_people
from handrail.web.person.person import person
from handrail.web.person.record_life_event import record_life_event, withdraw_life_event
from handrail.web.person.record_need import record_need
from handrail.web.person.record_self_purchase import record_self_purchase
from handrail.web.person.self_purchases import bought_themselves, end_self_purchase
from handrail.web.person.show_secret import show_secret
from handrail.web.person.tell_apart import kept_apart, tell_apart, withdraw_apart

app_name = "person"
urlpatterns = [
    path("", find, name="find"),
    path("add/", add_person, name="add_person"),
    path("to-follow-up/", follow_ups, name="follow_ups"),
    path("look-alike/", duplicates, name="duplicates"),
    path("look-alike/kept-apart/", kept_apart, name="kept_apart"),
    path("joins/<uuid:join_id>/part/", part_people, name="part_people"),
    path("apart/<uuid:apart_id>/take-back/", withdraw_apart, name="withdraw_apart"),
    path("life-events/<uuid:life_event_id>/take-back/", withdraw_life_event, name="withdraw_life_event"),
    path("notes/<uuid:note_id>/code/", show_secret, name="show_secret"),
    path("buy-it/", bought_themselves, name="bought_themselves"),
    path("buy-it/<uuid:self_purchase_id>/take-back/", end_self_purchase, name="end_self_purchase"),
    path("<uuid:person_id>/", person, name="person"),
    path("<uuid:person_id>/details/", change_person, name="change_person"),
    path("<uuid:person_id>/addresses/add/", add_address, name="add_address"),
    path("<uuid:person_id>/addresses/<uuid:address_id>/", change_address, name="change_address"),
    path("<uuid:person_id>/helpers/add/", change_contact, name="change_contact"),
    path("<uuid:person_id>/helpers/<uuid:contact_id>/", change_contact, name="change_contact"),
    path("<uuid:person_id>/notes/", change_notes, name="change_notes"),
    path("<uuid:person_id>/life-event/", record_life_event, name="record_life_event"),
    path("<uuid:person_id>/join/", join_people, name="join_people"),
    path("<uuid:person_id>/join/<uuid:other_id>/", join_people, name="join_people"),
    path("<uuid:person_id>/apart/<uuid:other_id>/", tell_apart, name="tell_apart"),
    path("<uuid:person_id>/needs/add/", record_need, name="record_need"),
    path("<uuid:person_id>/buys-it/", record_self_purchase, name="record_self_purchase"),
]
