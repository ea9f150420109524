"""The times that a statement may be asked for: a month, a quarter, or a financial year.
Refuses a time that is not offered: this month is shown."""

from datetime import date

from handrail.core.moment import month_after
from handrail.ledger.rules.repriced import previous_quarter
from handrail.web.shared import fields
from handrail.web.shared.listing import FilterForm
from handrail.web.spending.questions import FIRST_MONTH, Period
from handrail.wording.shown import month_and_year

MONTHS_BACK, QUARTERS_BACK, YEARS_BACK = 24, 5, 5


class PeriodForm(FilterForm):
    """Which time. Without a choice this month holds."""

    period = fields.SelectField("When", (), blank="This month")


def offered(today: date) -> tuple[Period, ...]:
    """This month and those before it, the latest first, then quarters that are over, then years from April."""
    this = today.replace(day=1)
    year = today.year - (today.month < FIRST_MONTH)
    months = (month_after(this, -back) for back in range(MONTHS_BACK))
    last, _ = previous_quarter(today)
    quarters = (quarter_from(month_after(last, -3 * back)) for back in range(QUARTERS_BACK))
    years = (date(year - back, FIRST_MONTH, 1) for back in range(YEARS_BACK))
    return (
        *(Period(f"{one:%Y-%m}", month_and_year(one), one, month_after(one, 1)) for one in months),
        *quarters,
        *(Period(f"{one:%Y}", f"Year from {month_and_year(one)}", one, month_after(one, 12)) for one in years),
    )


def quarter_from(first: date) -> Period:
    """The quarter that begins with this month."""
    after = month_after(first, 3)
    return Period(f"{first:%Y-%m}-quarter", f"{first:%B} to {month_and_year(month_after(after, -1))}", first, after)


def chosen(form: PeriodForm, today: date) -> Period:
    """The time that the address asks for, by a form that is given its choices here."""
    found = offered(today)
    form.fields["period"].offer([(one.code, one.label) for one in found[1:]])  # type: ignore[attr-defined]  # it is chosen from a list
    asked = str(form.data.get("period", "")) if form.is_bound else ""
    return next((one for one in found if one.code == asked), found[0])
