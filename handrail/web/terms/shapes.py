"""What pages of terms share: the list of terms by date, and a form whose change is shown before it is saved.
Refuses to save what was not shown: the version of what was shown goes with the form."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.forms import BoundField
from django.http import HttpResponseBase
from django.urls import reverse

from handrail.core.refusal import Reason, Refused
from handrail.core.versions import version_of
from handrail.identity.roles import Permission
from handrail.partners.effective import Held
from handrail.web.admin.shapes import FormPage, held_tag, held_words
from handrail.web.shared.forms import HandrailForm
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Crumb, Link, Notice, Row, Table, Tone
from handrail.web.shared.views import go, render, submit
from handrail.wording.shown import short_day

HOME = Crumb("The contract", "/money/contract/")
FORM = "admin/form.html"


@dataclass(frozen=True, slots=True)
class TermsPage:
    """A list of terms. `buttons`: what the pool manager may do."""

    title: str
    tables: Sequence[Table]
    crumbs: Sequence[Crumb] = (HOME,)
    intro: Sequence[str] = ()
    notice: Notice | None = None
    buttons: Sequence[Link] = ()
    facts: Sequence[Any] = ()


@dataclass(frozen=True, slots=True)
class ProposedPage:
    """A form of terms. `shown`: what the change would have done, once it was asked for; then it can be saved."""

    title: str
    form: HandrailForm
    cancel: Link
    crumbs: Sequence[Crumb]
    intro: Sequence[str] = ()
    notice: Notice | None = None
    shown: Sequence[Table] = ()

    @property
    def groups(self) -> list[list[BoundField]]:
        """The fields that stay together: those of one term are not torn over two columns."""
        return [list(of_one) for _, of_one in groupby(self.form.visible_fields(), _term_of)]

    @property
    def button(self) -> str:
        """What the button does."""
        return "Save these terms" if self.shown else "Show what would change"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change of terms: what is wrong with it as things stand, and what it would have done to the last quarter."""

    reasons: Callable[[Any], Sequence[Reason]]
    shows: Callable[[Any], tuple[Notice, Sequence[Table]]]
    use_case: Callable[..., Any]


def _term_of(field: BoundField) -> str:
    """The number of the term that a field is of; the name of one that is of none."""
    number = field.name.rpartition("_")[2]
    return number if number.isdecimal() else field.name


def propose(
    request: PageRequest, form: HandrailForm, proposal: Proposal, *, title: str, back: str, crumbs: Sequence[Crumb],
    intro: Sequence[str] = (),
) -> HttpResponseBase:  # fmt: skip
    """First shows what a change would have done; saves it when it comes again as it was shown."""
    notice: Notice | None = None
    shown: Sequence[Table] = ()
    if request.method == "POST" and form.is_valid():
        wanted = form.to_request()  # type: ignore[attr-defined]  # each form of terms asks for a change
        version = version_of(wanted)
        if form.version == version:
            if submit(request, form, proposal.use_case) is not None:
                return go(request, back, flash="The terms were saved.")
        elif reasons := proposal.reasons(wanted):
            form.refuse(Refused(reasons[:200]))
        else:
            notice, shown = proposal.shows(wanted)
            form.carry_version(version)
    made = ProposedPage(title, form, Link("Cancel", back), (HOME, *crumbs), intro, notice, tuple(shown))
    return render(request, "terms/proposed.html", made, form=form)


# A preview in which nothing was recorded reads like one in which nothing changes.
SILENT = "Nothing of what counts is recorded of that time, so it says nothing about what this will do."


def told_of(when: str, lines: Sequence[str], *, is_silent: bool) -> Notice:
    """What a preview says of itself: of which time it is, and first of all whether nothing is recorded of that."""
    return Notice(f"From {when}", [SILENT, *lines] if is_silent else lines, Tone.WARN if is_silent else Tone.CALM)


def when_held(one: Held[Any], today: date) -> Cell:
    """From when to when it holds, and whether it does today."""
    return Cell(held_words(one.from_on, one.until_on), tag=held_tag(one.from_on, one.until_on, today))


def by_date(
    held: Iterable[Held[Any]], today: date, cells: Callable[[Any], Sequence[Cell]],
    when: Callable[[Held[Any], date], Cell] = when_held,
) -> list[Row]:  # fmt: skip
    """What holds now, then what is to come, then what has ended, the latest of those first."""

    def place(one: Held[Any]) -> tuple[int, int]:
        if one.holds_on(today):
            return 0, 0
        return (1, one.from_on.toordinal()) if one.from_on > today else (2, -one.from_on.toordinal())

    return [Row((*cells(one.row), when(one, today))) for one in sorted(held, key=place)]


def changes_to_come(held: Iterable[Held[Any]], today: date) -> list[date]:
    """The days to come on which terms change, in order."""
    days = {day for one in held for day in (one.from_on, one.until_on) if day is not None and day > today}
    return sorted(days)


def buttons_of(request: PageRequest, change: str, withdraw: str, coming: Sequence[date]) -> tuple[Link, ...]:
    """What the pool manager may do: change the terms, and take back the last change that is to come."""
    if not request.scope.may(Permission.KEEP_POOL):
        return ()
    found = [Link("Change them from a day on", reverse(change))]
    if coming:
        found.append(Link(f"Take back the change of {short_day(coming[-1])}", f"{reverse(withdraw)}?on={coming[-1]}"))
    return tuple(found)


class WithdrawForm(HandrailForm):
    """Taking a change back needs nothing but the wish."""

    asks: Any

    def to_request(self) -> Any:
        """Which change."""
        return self.asks


@dataclass(frozen=True, slots=True)
class TakingBack:
    """How a change of one kind of terms is taken back: its list, the name of that, its use case and its request."""

    list_page: str
    name: str
    use_case: Callable[..., Any]
    asks: Callable[[date], Any]


def take_back(request: PageRequest, kind: TakingBack) -> HttpResponseBase:
    """Ask once, then take back what was to change on the day of the address."""
    on = _day(request.GET)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    form.asks = kind.asks(on)
    back = reverse(kind.list_page)
    if request.method == "POST" and submit(request, form, kind.use_case) is not None:
        return go(request, back, flash="The change was taken back.")
    shown = FormPage(
        f"Take back the change of {short_day(on)}?", form, "Take it back", Link("No, keep it", back),
        (HOME, Crumb(kind.name, back)), ("What holds until then goes on.",), kind="warning",
    )  # fmt: skip
    return render(request, FORM, shown, form=form)


def _day(query: Mapping[str, str]) -> date:
    """The day that the link named; of any other address the first of all days, on which nothing is to come."""
    try:
        return date.fromisoformat(query.get("on", ""))
    except ValueError:
        return date.min


__all__ = [
    "FORM",
    "HOME",
    "Proposal",
    "TakingBack",
    "TermsPage",
    "buttons_of",
    "by_date",
    "changes_to_come",
    "propose",
    "take_back",
    "told_of",
]
