"""The words of a note belong to one note: the form that adds several asks for them one by one."""

from typing import Any

import pytest

from handrail.core.ids import fresh_id
from handrail.web.person.change_notes import ChangeNotesForm


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"access": ["key_safe"], "hazards": ["dog_or_animal"], "detail": "Left of the door"}, {"detail"}),
        ({"access": ["key_safe"], "hazards": ["dog_or_animal"], "secret": "4711"}, set()),
        ({"access": ["key_safe", "entry_phone"], "secret": "4711"}, {"secret"}),
        ({"access": ["key_safe"], "detail": "Left of the door", "secret": "4711"}, set()),
    ],
)
def test_one_text_is_not_copied_to_several_notes(typed: dict[str, Any], wrong: set[str]) -> None:
    form = ChangeNotesForm({"person_id": str(fresh_id()), "idempotency_key": str(fresh_id()), **typed})
    for name, codes in (("access", ["key_safe", "entry_phone"]), ("hazards", ["dog_or_animal"])):
        form.fields[name].offer([(code, code) for code in codes])  # type: ignore[attr-defined]  # chosen from a list
    form.is_valid()
    assert set(form.errors) == wrong
