"""What the page of a draft shows: the basket with promises, checks with numbers, what is left to do.
Refuses queries: the view hands over what it read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from handrail.catalogue.rules.facts import Check, ProductFacts
from handrail.catalogue.rules.search import Listing
from handrail.catalogue.states import Severity, SupplyRoute
from handrail.core.money import shown_pounds
from handrail.orders.rules.entering import pieces
from handrail.orders.rules.plan import Assessment
from handrail.orders.rules.visiting import Promise, promise
from handrail.usecases.assess_order import OrderOutlook
from handrail.web.person.parts import Frame
from handrail.web.prescriber.draft_form import DraftForm, reason_name
from handrail.web.prescriber.words import why_it_waits
from handrail.web.shared.fields.base import WrittenField
from handrail.web.shared.shapes import Check as ShownCheck
from handrail.web.shared.shapes import Tag, Tone
from handrail.wording import say
from handrail.wording.shown import near_day_and_time, plural, short_day

TONES = {Severity.BLOCK: Tone.STOP, Severity.NEEDS_REASON: Tone.WARN, Severity.REMIND: Tone.CALM}
PER_PAGE = 20


@dataclass(frozen=True, slots=True)
class BasketRow:
    """One line of the basket with its fields, its stock and its promise in words."""

    at: int
    name: str
    code: str
    description: str
    money: str
    stock: Tag | None
    notes: Sequence[str]
    promise: str
    fields: Sequence[WrittenField]
    hidden: Sequence[WrittenField]


@dataclass(frozen=True, slots=True)
class CheckBox:
    """A check as it is shown, with the field for a reason where one is asked."""

    shown: ShownCheck
    reason: WrittenField | None


@dataclass(frozen=True, slots=True)
class Result:
    """One product that was found, ready to be added."""

    code: str
    name: str
    description: str
    money: str
    stock: Tag
    team: str


@dataclass(frozen=True, slots=True)
class Search:
    """What was searched for, and the first of what was found."""

    words: str
    category: str
    in_stock: bool
    team: bool
    categories: Sequence[tuple[str, str]]
    results: Sequence[Result]
    found: int
    asked: bool


@dataclass(frozen=True, slots=True)
class Summary:
    """The state of the order in a few words: what it comes to, by when, what waits, what is left to do."""

    total: str
    promises: Sequence[str]
    waits: Sequence[str]
    left: Sequence[str]
    saved: str
    ready: bool


@dataclass(frozen=True, slots=True)
class DraftPage:
    """The page of one draft."""

    frame: Frame
    form: DraftForm
    draft_id: UUID | None
    version: str
    lines: Sequence[BasketRow]
    questions: Sequence[WrittenField]
    checks: Sequence[CheckBox]
    bundles: Sequence[tuple[str, str, str]]
    offers: Sequence[tuple[str, str, str]]
    search: Search
    summary: Summary
    access: Sequence[str]


def money(pence: int) -> str:
    """An amount as the basket shows it; what is free of charge to the person has a price for the payer."""
    return shown_pounds(pence)


class Ready(NamedTuple):
    """So many pieces ready in all stores, of items and of counted products alike."""

    recycled: int = 0
    new: int = 0


def stock_tag(recycled: int, new: int) -> Tag:
    """What is ready in the stores, in words."""
    if not recycled + new:
        return Tag("None in stock now", "orange")
    kinds = [f"{recycled} recycled" if recycled else "", f"{new} new" if new else ""]
    return Tag(f"In stock: {', '.join(kind for kind in kinds if kind)}", "green")


def results_of(listings: Sequence[Listing]) -> tuple[Result, ...]:
    """The results in words."""
    return tuple(
        Result(
            code=listing.product.code,
            name=listing.product.name,
            description=listing.product.description,
            money=money(listing.product.price_pence),
            stock=stock_tag(listing.ready_recycled, listing.ready_new),
            team=f"Your team: {short_day(day)}" if (day := listing.last_ordered_by_team_on) else "",
        )
        for listing in listings
    )


def basket_of(
    form: DraftForm, outlook: OrderOutlook, ready: Mapping[str, Ready], now: datetime
) -> tuple[BasketRow, ...]:
    """The lines with their promises; a line that cannot be promised yet has none."""
    promises = promises_of(form, outlook)
    return tuple(_row(form, at, ready, promises.get(at), now) for at in range(len(form.content.lines)))


def _row(form: DraftForm, at: int, ready: Mapping[str, Ready], promised: Promise | None, now: datetime) -> BasketRow:
    line = form.content.lines[at]
    product = form.choices.products.get(line.get("code", ""))
    own = [name for name in form.fields if name.startswith(f"line-{at}-")]
    hidden = [name for name in own if form.fields[name].widget.is_hidden]
    return BasketRow(
        at=at,
        name=product.name if product else "Choose a size",
        code=product.code if product else "",
        description=product.description if product else "",
        money=money(product.price_pence) if product else "",
        stock=stock_tag(*ready.get(product.code, Ready())) if product else None,
        notes=notes_of(product) if product else (),
        promise=in_words(promised, now) if promised else "",
        fields=[form.written(name) for name in own if name not in hidden],
        hidden=[form.written(name) for name in hidden],
    )


def notes_of(product: ProductFacts) -> tuple[str, ...]:
    """What to know before ordering it."""
    notes = []
    if product.max_user_weight_kg:
        notes.append(f"Carries up to {product.max_user_weight_kg} kg")
    match product.supply_route:
        case SupplyRoute.RETAIL_VOUCHER:
            notes.append("By voucher from a shop: issued at once, no visit")
        case SupplyRoute.GIFT:
            notes.append("Becomes the person's own")
        case SupplyRoute.ADAPTATION:
            notes.append("Fitted to the home and stays there")
        case SupplyRoute.LOAN:
            pass
    if product.crew > 1:
        notes.append("Two people bring it")
    return tuple(notes)


def promises_of(form: DraftForm, outlook: OrderOutlook) -> dict[int, Promise]:
    """The promise of each line of the basket, even while something else of the order is missing."""
    if (plan := outlook.assessment.plan) is not None:
        return {line.requested: line.promise for line in plan.lines if line.promise}
    facts, found = outlook.gathered.facts, {}
    waiting, position = outlook.assessment.decision.waiting, 0
    for at, line in enumerate(form.lines_asked()):
        speed = facts.speeds.get(line.speed_code)
        product = facts.products.get(line.product_code)
        first = position + 1
        position += len(pieces(product, min(line.quantity, facts.terms.most_of_one))) if product else 0
        dated = speed is not None and (speed.counts_from != "chosen_date" or line.chosen_on is not None)
        if speed and product and dated and product.supply_route is not SupplyRoute.RETAIL_VOUCHER:
            found[at] = promise(
                speed, line.chosen_on, facts.now, outlook.gathered.due_of, facts.terms, waits=first in waiting
            )
    return found


def in_words(promised: Promise, now: datetime) -> str:
    """ "By Tuesday at 5pm", or with the condition that it is approved in time."""
    by = f"By {near_day_and_time(promised.due_at, now)}"
    if promised.if_authorised_by is None:
        return by
    return f"{by}, if approved by {near_day_and_time(promised.if_authorised_by, now)}"


def checks_of(form: DraftForm, checks: Sequence[Check]) -> tuple[CheckBox, ...]:
    """Each check in words with its numbers, and the field for the reason."""
    return tuple(
        CheckBox(
            ShownCheck(
                title=say(check.code, **dict(check.numbers)), tone=TONES[check.severity], detail=detail_of(check, form)
            ),
            form.written(reason_name(check.key)) if check.severity is Severity.NEEDS_REASON else None,
        )
        for check in checks
    )


def detail_of(check: Check, form: DraftForm) -> str:
    """Which items it is about, the rule's own words, and the answer that raised it."""
    numbers = dict(check.numbers)
    names = [form.choices.products[code].name for code in check.products if code in form.choices.products]
    against = [form.choices.products[code].name for code in check.against if code in form.choices.products]
    about = " and ".join((*names, *against))
    said = f"{numbers['question']} You answered: {numbers['answer']}." if "question" in numbers else ""
    return " ".join(part for part in (f"{about}." if about else "", check.text, said) if part)


def summary_of(assessment: Assessment, form: DraftForm, rows: Sequence[BasketRow], *, saved: str) -> Summary:
    """Where the order stands."""
    quantities = [(line.quantity, form.choices.products.get(line.product_code)) for line in form.lines_asked()]
    total = sum(quantity * product.price_pence for quantity, product in quantities if product and quantity > 0)
    promises = tuple(dict.fromkeys(row.promise for row in rows if row.promise))
    reasons = [reason for release in assessment.decision.releases for reason in release.reasons]
    waits = why_it_waits(reasons, form.choices.products)
    return Summary(
        total=f"{plural(len(rows), 'line')}, {money(total)}",
        promises=promises,
        waits=waits,
        left=left_to_do(assessment),
        saved=saved,
        ready=not assessment.problems,
    )


def left_to_do(assessment: Assessment) -> tuple[str, ...]:
    """What is missing, gathered: so many questions and reasons, and every other problem in words."""
    paths = [reason.field or "" for reason in assessment.problems]
    answers = sum(path.startswith("answers.") for path in paths)
    reasons = sum(path.startswith("reasons.") for path in paths)
    others = [
        say(reason.code, **dict(reason.params))
        for reason in assessment.problems
        if not (reason.field or "").startswith(("answers.", "reasons."))
    ]
    counted = [
        f"Answer {plural(answers, 'question')}" if answers else "",
        f"Give a reason for {plural(reasons, 'check')}" if reasons else "",
    ]
    return tuple(dict.fromkeys(part for part in (*others, *counted) if part))
