"""What every form promises: one key for one submission, nothing typed is lost, reasons beside their fields."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.http import QueryDict
from django.test import RequestFactory

from handrail.core.clock import now
from handrail.core.refusal import CallReason, Reason, Refused, refuse
from handrail.web.shared import fields
from handrail.web.shared.fields import Choice
from handrail.web.shared.forms import ErrorLink, HandrailForm, When, error_link
from handrail.web.shared.shapes import Change, Link
from handrail.web.shared.views import render

KEY = "0198c0de-0000-7000-8000-000000000001"


class Ask(HandrailForm):
    """A form with one of the things that forms do."""

    name = fields.TextField("Name")
    why = fields.RadiosField("Why", [Choice("other", "Other", reveal=("reason",)), ("move", "Moving home")])
    reason = fields.TextField("Reason", required=False)
    on = fields.DateField("Day", future=True, required=False)
    needs = fields.CheckboxesField("Needs", [("a", "A"), ("b", "B")], required=False)

    whens = (When("why", frozenset({"other"}), "reason"),)


def asked(**typed: Any) -> Ask:
    data = QueryDict(mutable=True)
    for name, value in {"idempotency_key": KEY, "name": "Ada", "why": "move", **typed}.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return Ask(data, today=date(2026, 3, 3))


def test_a_new_form_has_a_new_key_and_a_posted_one_keeps_its_own() -> None:
    assert UUID(Ask().key) != UUID(Ask().key)
    form = asked(name="")
    assert not form.is_valid()
    assert form.key == KEY
    assert f'value="{KEY}"' in form["idempotency_key"].render()


def test_a_form_without_its_key_is_told_in_the_summary_without_a_link() -> None:
    form = asked(idempotency_key="x")
    assert not form.is_valid()
    assert [(error.text[:34], error.href) for error in form.error_list()] == [
        ("This page could not be read. Open ", "")
    ]


def test_the_same_sentence_is_said_once_and_leads_to_each_of_its_fields() -> None:
    form = asked()
    assert form.is_valid()
    reasons = [Reason(CallReason.NOT_FOUND, name) for name in (None, "name", "reason", "on")]
    form.refuse(Refused([*reasons, Reason(CallReason.HAPPENED_IN_FUTURE, "on")]))
    first, second = form.error_list()
    assert (first.href, [(link.text, link.href) for link in first.also]) == (
        "#name",
        [("Reason", "#reason"), ("Day", "#on-day")],
    )
    assert (second.href, second.also) == ("#on-day", ())


def test_what_several_reasons_say_of_one_field_is_said_once() -> None:
    form = asked()
    assert form.is_valid()
    form.refuse(
        Refused([Reason(CallReason.NOT_FOUND, field) for field in ("first", "second")]),
        dict.fromkeys(("first", "second"), "name"),
    )
    (only,) = form.error_list()
    assert (only.href, only.also) == ("#name", ())
    assert len(form.errors["name"]) == 1


def test_fields_of_one_label_are_counted() -> None:
    links = [Link("How soon", f"#line-{at}-speed") for at in range(2)]
    assert error_link("Choose a speed", links).also == (Link("How soon (2)", "#line-1-speed"),)
    assert error_link("Choose a speed", ()) == ErrorLink("Choose a speed")


def test_what_depends_on_an_answer_is_required_with_it() -> None:
    assert asked(why="move").is_valid()
    form = asked(why="other")
    assert not form.is_valid()
    assert form.errors["reason"] == ["Enter reason"]
    assert asked(why="other", reason="A larger room").is_valid()


def test_what_was_typed_beneath_a_choice_not_taken_is_dropped() -> None:
    form = asked(why="move", reason="x" * 400)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["reason"] == ""


def test_a_message_leads_to_the_part_of_the_date_at_fault() -> None:
    form = asked(**{"on-day": "31", "on-month": "2", "on-year": "2026"})
    assert [error.href for error in form.error_list()] == ["#on-day"]
    assert 'id="on-day" name="on-day" type="text" inputmode="numeric" value="31"' in form["on"].render()
    assert form["on"].render().count("nhsuk-input--error") == 1


def test_days_are_bounded_by_the_day_of_the_page() -> None:
    form = asked(**{"on-day": "2", "on-month": "3", "on-year": "2026"})
    assert form.errors["on"] == ["Day must be today or in the future"]


def test_reasons_of_a_refusal_stand_beside_their_fields() -> None:
    form = asked()
    assert form.is_valid()
    form.refuse(
        Refused([Reason(CallReason.NOT_FOUND, "person"), Reason(CallReason.HAPPENED_IN_FUTURE, "nowhere")]),
        {"person": "name"},
    )
    assert [(error.href, error.text) for error in form.error_list()] == [
        ("", "The time must not be in the future"),
        ("#name", "We cannot find this, or it belongs to another service"),
    ]


def test_a_key_used_for_something_else_is_renewed_so_that_sending_again_is_a_choice() -> None:
    form = asked(needs=["a", "b"])
    assert form.is_valid()
    form.refuse(refuse(CallReason.KEY_REUSED, "idempotency_key"))
    assert form.key != KEY
    assert form.data.getlist("needs") == ["a", "b"]  # type: ignore[attr-defined]
    assert "already sent" in form.error_list()[0].text


def test_a_form_that_met_others_at_the_same_records_is_kept_to_be_sent_again(rf: RequestFactory) -> None:
    form = asked(name="Ada Okafor")
    assert form.is_valid()
    form.refuse(refuse(CallReason.BUSY))
    assert render(rf.get("/"), "error.html", {"title": "", "lines": ()}, form=form).status_code == 503
    assert (form.key, form["name"].value()) == (KEY, "Ada Okafor")
    assert "Nothing was changed. Try again" in form.error_list()[0].text


def test_a_stale_page_shows_what_changed_and_keeps_what_was_typed() -> None:
    form = asked(seen_version="3", name="Ada Okafor")
    assert form.is_valid()
    assert form.version == "3"
    form.refuse(refuse(CallReason.STALE))
    form.show_changes([Change("Address", "a", "b", "Priya Nair", now())], version=4)
    assert form.is_stale
    assert form["seen_version"].value() == "4"
    assert form["name"].value() == "Ada Okafor"


def test_revealed_fields_are_shown_once_beneath_their_choice() -> None:
    form = Ask()
    assert [field.name for field in form.visible_fields()] == ["name", "why", "on", "needs"]
    assert form["why"].render().count('name="reason"') == 1
    assert [field.name for field in form.hidden_fields()] == ["idempotency_key"]


def test_what_was_typed_is_escaped() -> None:
    form = asked(name='"><script>alert(1)</script>')
    assert "<script>" not in form["name"].render()


@pytest.mark.parametrize("name", ["name", "why", "on", "needs"])
def test_every_field_with_a_message_names_it_for_readers(name: str) -> None:
    form = asked()
    form.is_valid()
    form.add_error(name, "Wrong")
    markup = form[name].render()
    assert f'id="{name}-error"' in markup
    assert f'{name}-error"' in markup.split("aria-describedby=", 1)[1]
