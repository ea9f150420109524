"""The form of all terms of credit from a day on: row by row, and what is never credited.
Refuses nothing itself: the rules decide."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from django.forms import Field

from handrail.ledger.codes import CreditDue, Excluded
from handrail.ledger.rules.credits import CreditTerm, never
from handrail.usecases.change_credit_terms import CreditTermsChange
from handrail.web.money.agreeing import PERCENT
from handrail.web.shared import fields
from handrail.web.terms.rows import QUIET, RowsForm
from handrail.wording.terms import DUE, EXCLUDED

MOST_MONTHS = 600


class CreditForm(RowsForm):
    """All terms of credit, from a day on. A term without a percentage is left out."""

    said, told_by = "terms", "percent"
    at_fields = MappingProxyType({
        "parts": "percent", "floor_pence": "floor", "from_months": "from", "until_months": "until",
        "category": "category",
    })  # fmt: skip

    def __init__(
        self, data: Mapping[str, Any] | None, *, held: Sequence[CreditTerm], categories: Sequence[tuple[str, str]],
        **rest: Any,
    ) -> None:  # fmt: skip
        self.categories = categories
        super().__init__(data, held=[_as_held(one) for one in held if not one.excludes], **rest)
        excluded = [one for one in held if one.excludes]
        self.fields["never"] = fields.CheckboxesField(
            "What is never credited?", list(EXCLUDED.items()), **QUIET,
            initial=[one.excludes for one in excluded if one.excludes is not Excluded.CATEGORY],
            hint="As well as each product that the catalogue says gets no credit",
        )  # fmt: skip
        self.fields["never_of"] = fields.CheckboxesField(
            "Which kinds of equipment are never credited?", categories, **QUIET,
            initial=[one.category for one in excluded if one.category],
        )  # fmt: skip

    def row_fields(self, number: int) -> Mapping[str, Field]:
        """A term."""
        named = f"Term {number}"
        return {
            "category": fields.SelectField(
                f"{named}: kind of equipment", self.categories, blank="Any other", **QUIET
            ),
            "from": fields.NumberField(f"{named}: lent for at least", unit="months", most=MOST_MONTHS, **QUIET),
            "until": fields.NumberField(
                f"{named}: and less than", unit="months", most=MOST_MONTHS, hint="Leave it empty if there is no end",
                **QUIET,
            ),
            "percent": fields.DecimalField(
                f"{named}: part of the price paid", unit="%", least=0, most=100, places=4,
                hint="Leave it empty to leave this term out", **QUIET, exact=True,
            ),
            "floor": fields.MoneyField(f"{named}: at least, a piece", **QUIET, exact=True),
            "due": fields.SelectField(
                f"{named}: when is it credited?", list(DUE.items()), initial=CreditDue.PASS, **QUIET
            ),
        }  # fmt: skip

    def to_request(self) -> CreditTermsChange:
        """What the form asks for."""
        excluded = [never(Excluded(what)) for what in self.cleaned_data["never"]]
        excluded += [never(Excluded.CATEGORY, kind) for kind in self.cleaned_data["never_of"]]
        return CreditTermsChange((*(_term(one) for one in self.given()), *excluded), self.cleaned_data["from_on"])


def _as_held(term: CreditTerm) -> dict[str, Any]:
    return {
        "category": term.category, "from": term.from_months, "until": term.until_months,
        "percent": Decimal(term.parts) / PERCENT, "floor": term.floor_pence or None, "due": term.due,
    }  # fmt: skip


def _term(given: Mapping[str, Any]) -> CreditTerm:
    return CreditTerm(
        0, given["category"], given["from"] or 0, given["until"], int(given["percent"] * PERCENT), given["floor"] or 0,
        CreditDue(given["due"] or CreditDue.PASS),
    )  # fmt: skip
