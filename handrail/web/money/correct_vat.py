"""The pool manager's form that puts right the VAT of something that was posted.
Refuses nothing itself: `correct_posting` decides."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from django.http import HttpResponseBase

from handrail.core.money import shown_pounds
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.ledger.queries.of_line import PostedRow
from handrail.ledger.rules.vat import OF_VAT
from handrail.usecases.correct_posting import PostingCorrection, SaidVat, correct_posting
from handrail.web.admin.shapes import FormPage
from handrail.web.money.correcting import entries_table, would_post
from handrail.web.money.entry import subject_of
from handrail.web.money.line import named
from handrail.web.money.paid_in import FORM
from handrail.web.shared import fields
from handrail.web.shared.forms import HandrailForm
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Crumb, Fact, Link, Notice
from handrail.web.shared.views import go, page, render, submit
from handrail.wording import say
from handrail.wording.shown import short_day

# A rate is typed in per cent, and kept in parts of ten thousand.
PARTS_A_PERCENT = 100
BACK = "back"
_GOT_BACK = ((BACK, "Yes, the fund gets it back"), ("cost", "No, it is a cost"))


class VatForm(HandrailForm):
    """What VAT is on it in truth."""

    parts = fields.DecimalField(
        "The right rate of VAT, in per cent", least=0, most=100, hint="Type 0 if there is none", exact=True
    )
    is_back = fields.RadiosField("Is it got back?", _GOT_BACK)
    reason = fields.TextAreaField("What was wrong", longest=300)

    entry_id: UUID

    def to_request(self) -> PostingCorrection:
        """What the form asks for."""
        given = self.cleaned_data
        said = SaidVat(int(Decimal(given["parts"]) * PARTS_A_PERCENT), given["is_back"] == BACK)
        return PostingCorrection(self.entry_id, None, given["reason"], said)


@page(Permission.KEEP_POOL)
def vat(request: PageRequest, entry_id: UUID) -> HttpResponseBase:
    """Put right the VAT of something that was posted; it is always shown before it is posted."""
    with reading(request.scope):
        of = subject_of(request, entry_id)
    posted = [one for one in of.posted if one.entry_id == entry_id]
    form = VatForm(request.POST if request.method == "POST" else None)
    form.entry_id = entry_id
    shown = None
    if request.method == "POST" and form.is_valid():
        would = would_post(request, form)
        if would is None and submit(request, form, correct_posting) is not None:
            return go(request, of.href, flash="The VAT was corrected.")
        shown = entries_table(would, posted[0]) if would else None
    intro = (
        "The price stays as it is. An entry that names what was posted takes it back, and it is posted with this VAT.",
        "It is of all that was done there, whoever pays for its parts. The VAT of a credit follows that of its item.",
        "Whatever is put right later keeps this VAT.",
    )
    lines = ("Nothing is posted yet. Look at what would be posted, and say yes if it is right.",)
    said = FormPage(
        "Correct the VAT", form, "Yes, post this" if shown else "Go on", Link("Cancel", of.href),
        (Crumb(f"Money of {of.name}", of.href),), intro, _about(posted),
        Notice("Check this first", lines) if shown else None, shown=shown,
    )  # fmt: skip
    return render(request, FORM, said, form=form)


def _about(posted: Sequence[PostedRow]) -> Sequence[Fact]:
    one = posted[0]
    bears = sum(row.pence for row in posted if row.account in OF_VAT)
    return (
        Fact("What", named(one.item), note=f"{say(one.kind)} on {short_day(one.happened_on)}"),
        Fact("VAT posted with it", shown_pounds(bears)),
    )
