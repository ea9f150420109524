"""The page that adds and ends notes about getting in and staying safe.
Refuses nothing itself; the code of a key safe goes into a box of its own, and comes back only when asked for."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponseBase

from handrail.core.clock import now
from handrail.core.moment import LONDON
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.partners.queries import CodeChoice, code_lists
from handrail.people.queries import PersonFile
from handrail.people.states import WITH_SECRET, NoteList
from handrail.usecases.change_notes import NotesChanged, NotesToChange, NoteWanted
from handrail.usecases.change_notes import change_notes as change_notes_now
from handrail.visits.queries.for_two import StillForTwo, still_for_two
from handrail.web.person.parts import worded
from handrail.web.person.plain import file_for, show
from handrail.web.person.way_back import gone_back
from handrail.web.shared import fields
from handrail.web.shared.fields import Choice
from handrail.web.shared.forms import HandrailForm
from handrail.web.shared.request import PageRequest
from handrail.web.shared.views import go, page, submit
from handrail.wording.shown import day, plural


class ChangeNotesForm(HandrailForm):
    """Which notes hold no longer, and which are new. A detail, and a code, belong to one note."""

    person_id = fields.UuidField("Person")
    end = fields.CheckboxesField("Which of these hold no longer?", required=False, small=True)
    for_one = fields.CheckboxesField(
        "Two people still go with these visits. For which is one enough?", required=False, small=True,
        hint="No note and nothing that is carried asks for two any more",
    )  # fmt: skip
    access = fields.CheckboxesField("Getting in", required=False, small=True)
    hazards = fields.CheckboxesField("Staying safe", required=False, small=True)
    detail = fields.TextField("What the crew must know about it", longest=500, required=False)
    secret = fields.TextField(
        "Code of the key safe or gate",
        longest=40,
        required=False,
        width="10",
        hint="Kept apart. Shown only to those who go there, and each look is written down",
    )
    address_id = fields.SelectField("At which address?", required=False, blank="Wherever the person is")

    def offer_of(
        self, file: PersonFile, lists: Mapping[str, Sequence[CodeChoice]], still_two: Sequence[StillForTwo]
    ) -> None:
        """The notes of this person and of the contract's lists, and the visits to which two go without need."""
        offers = {
            "for_one": [(str(one.visit_id), _visit(one)) for one in still_two],
            "end": [(str(note.id), worded(note)) for note in file.notes],
            "access": [Choice(one.code, one.label, one.meaning) for one in lists[NoteList.ACCESS]],
            "hazards": [Choice(one.code, one.label, one.meaning) for one in lists[NoteList.HAZARD]],
            "address_id": [(str(row.id), ", ".join(row.shown)) for row in file.places if not row.until_on],
        }
        for name, choices in offers.items():
            self.fields[name].offer(choices)  # type: ignore[attr-defined]  # each of them is chosen from a list
        if not file.notes:
            del self.fields["end"]
        if not still_two:
            del self.fields["for_one"]

    def clean(self) -> dict[str, Any]:
        """One text is not the words of several notes, nor one code that of two locks."""
        typed = super().clean()
        codes = [*(typed.get("access") or ()), *(typed.get("hazards") or ())]
        if typed.get("detail") and len(codes) > 1:
            self.add_error("detail", "This would stand with each note you ticked. Add the note it belongs to by itself")
        if typed.get("secret") and len(WITH_SECRET.intersection(codes)) > 1:
            self.add_error("secret", "This would be the code of each note you ticked. Add them one by one")
        return typed

    def to_request(self) -> NotesToChange:
        """The notes as wanted."""
        typed = self.cleaned_data
        address = UUID(typed["address_id"]) if typed["address_id"] else None
        wanted = [(NoteList.ACCESS, code) for code in typed["access"]]
        wanted += [(NoteList.HAZARD, code) for code in typed["hazards"]]
        return NotesToChange(
            typed["person_id"],
            tuple(
                NoteWanted(
                    list=kind.value,
                    code=code,
                    detail=typed["detail"],
                    secret=typed["secret"] if code in WITH_SECRET else "",
                    address_id=address,
                )
                for kind, code in wanted
            ),
            tuple(UUID(note) for note in typed.get("end") or ()),
            tuple(UUID(visit) for visit in typed.get("for_one") or ()),
        )


def _visit(one: StillForTwo) -> str:
    return f"Visit {one.number}, {day(one.slot_from) if one.slot_from else 'not booked yet'}"


def _still(done: NotesChanged) -> str:
    """That visits keep two people although the note has ended."""
    numbers = ", ".join(str(one.number) for one in done.still_two)
    keeps = "keeps" if len(done.still_two) == 1 else "keep"
    return f" Visit {numbers} still {keeps} two people: say below if one is enough." if numbers else ""


def _two(done: NotesChanged) -> str:
    """What became of visits to come, where two people are needed now."""
    if not done.for_two:
        return ""
    need = "needs" if len(done.for_two) == 1 else "need"
    off = f", {len(done.off_runs)} of them off a run that was sent with one" if done.off_runs else ""
    return f" {plural(len(done.for_two), 'visit')} to come {need} two people{off}."


@page(Permission.EDIT_PERSON)
def change_notes(request: PageRequest, person_id: UUID) -> HttpResponseBase:
    """Shows the notes and changes them."""
    file = file_for(request, person_id)
    first = {"person_id": file.person.id, "address_id": str(file.lives_at.id) if file.lives_at else ""}
    form = ChangeNotesForm(request.POST) if request.method == "POST" else ChangeNotesForm(initial=first)
    with reading(request.scope):
        names = [kind.value for kind in NoteList]
        lists = code_lists(request.scope.contract_id, names, now().astimezone(LONDON).date())
        form.offer_of(file, lists, still_for_two(request.scope, file.person.id))
    if request.method == "POST" and (done := submit(request, form, change_notes_now)) is not None:
        told = f"The notes were changed. Crews see them at once.{_two(done)}"
        if done.still_two and not done.for_one:
            return go(request, request.get_full_path(), flash=f"{told}{_still(done)}")
        return gone_back(request, file.person.id, flash=told)
    return show(request, file, form, title="Access and safety notes", button="Save notes")
