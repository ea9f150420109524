"""What the page of a draft shows: the basket with promises, checks with numbers, what is left to do.
Refuses queries: the view hands over what it read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import takewhile
from uuid import UUID

from handrail.catalogue.rules.facts import Check, ProductFacts
from handrail.catalogue.rules.search import Listing
from handrail.catalogue.states import Severity, SupplyRoute
from handrail.core.money import shown_pounds
from handrail.core.refusal import Reason
from handrail.orders.rules.authority import AuthorityDecision
from handrail.orders.rules.entering import pieces
from handrail.orders.rules.visiting import Promise, promise
from handrail.partners.rules import ContractData
from handrail.usecases.assess_order import OrderOutlook
from handrail.web.person.parts import Frame
from handrail.web.prescriber.amend_form import AmendForm
from handrail.web.prescriber.draft_form import DraftForm
from handrail.web.prescriber.likely import Likely, likely_total
from handrail.web.prescriber.question_groups import QuestionGroup
from handrail.web.prescriber.reasons_written import SHOWN_AT, reason_name
from handrail.web.prescriber.stock import Stock
from handrail.web.prescriber.words import GOES_NOW, what_waits, why_later
from handrail.web.shared.fields.base import WrittenField
from handrail.web.shared.shapes import Check as ShownCheck
from handrail.web.shared.shapes import Tag, Tone
from handrail.wording import say
from handrail.wording.checks import check_detail, check_title
from handrail.wording.shown import local, near_day_and_time, plural, short_day

TONES = {Severity.BLOCK: Tone.STOP, Severity.NEEDS_REASON: Tone.WARN, Severity.REMIND: Tone.CALM}
PER_PAGE = 20
NOT_PROMISED = "None is ready anywhere for that day, so it cannot be promised until there is stock"
SERVED = "Your reason above counts for this too."


@dataclass(frozen=True, slots=True)
class BasketRow:
    """One line of the basket with its fields, its stock and its promise in words."""

    at: int
    name: str
    code: str
    description: str
    money: str
    stock: Tag | None
    elsewhere: str
    notes: Sequence[str]
    likely: str
    promise: str
    fields: Sequence[WrittenField]
    hidden: Sequence[WrittenField]


@dataclass(frozen=True, slots=True)
class CheckBox:
    """A check as it is shown, with the field for a reason where one is asked; `name` and `at`: the hidden field that
    says at which other check it is."""

    shown: ShownCheck
    reason: WrittenField | None
    name: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """One product that was found, ready to be added."""

    code: str
    name: str
    description: str
    money: str
    stock: Tag
    elsewhere: str
    team: str
    likely: str


@dataclass(frozen=True, slots=True)
class Search:
    """What was searched for, and one page of what was found. `just_added`: the name of what was taken from it."""

    words: str
    category: str
    in_stock: bool
    team: bool
    categories: Sequence[tuple[str, str]]
    results: Sequence[Result]
    found: int
    asked: bool
    near: str
    page: int
    pages: int
    first: int
    added: bool = False
    just_added: str = ""


@dataclass(frozen=True, slots=True)
class Summary:
    """The state of the order in a few words: what it comes to, by when, what waits, what is left to do."""

    total: str
    promises: Sequence[str]
    waits: Sequence[str]
    reviews: Sequence[str]
    left: Sequence[str]
    saved: str
    ready: bool
    likely: str


@dataclass(frozen=True, slots=True)
class DraftPage:
    """The page of one draft."""

    frame: Frame
    form: DraftForm
    draft_id: UUID | None
    version: str
    lines: Sequence[BasketRow]
    questions: Sequence[QuestionGroup]
    checks: Sequence[CheckBox]
    bundles: Sequence[tuple[str, str, str]]
    offers: Sequence[tuple[str, str, str]]
    search: Search
    summary: Summary
    told: Sequence[str]
    pays: str
    left: str


def money(pence: int) -> str:
    """An amount as the basket shows it; what is free of charge to the person has a price for the payer."""
    return shown_pounds(pence)


def results_of(listings: Sequence[Listing], stock: Stock, likely: Mapping[str, Likely]) -> tuple[Result, ...]:
    """The results in words."""
    return tuple(
        Result(
            code=listing.product.code,
            name=listing.product.name,
            description=listing.product.description,
            money=money(listing.product.price_pence),
            stock=stock.tag(listing.product.code),
            elsewhere=stock.note(listing.product.code),
            team=f"Your team ordered it last on {short_day(day)}" if (day := listing.last_ordered_by_team_on) else "",
            likely=one.words if (one := likely.get(listing.product.code)) else "",
        )
        for listing in listings
    )


def basket_of(
    form: DraftForm, outlook: OrderOutlook, stock: Stock, likely: Mapping[str, Likely], now: datetime
) -> tuple[BasketRow, ...]:
    """The lines with their promises; a line that cannot be promised yet has none."""
    promises, early, contract = promises_of(form, outlook), going_early(form, outlook), outlook.gathered.contract
    rows = (
        _row(form, at, stock, promises.get(at), at in early, contract, now) for at in range(len(form.content.lines))
    )
    return tuple(replace(row, likely=one.words) if (one := likely.get(row.code)) else row for row in rows)


def _row(
    form: DraftForm,
    at: int,
    stock: Stock,
    promised: Promise | None,
    early: bool,
    contract: ContractData,
    now: datetime,
) -> BasketRow:
    line = form.content.lines[at]
    product = form.choices.products.get(line.get("code", ""))
    own = [name for name in form.fields if name.startswith(f"line-{at}-")]
    hidden = [name for name in own if form.fields[name].widget.is_hidden]
    there = stock.on(local(promised.due_at).date() if promised else None)
    return BasketRow(
        at=at,
        name=product.name if product else group_name(form.choices.sizes.get(line.get("group", ""), ())),
        code=product.code if product else "",
        description=product.description if product else "",
        money=money(product.price_pence) if product else "",
        stock=there.tag(product.code) if product else None,
        elsewhere=there.note(product.code) if product else "",
        notes=(*(notes_of(product) if product else ()), *((GOES_NOW,) if early else ())),
        likely="",
        promise=promise_words(promised, line.get("speed", ""), contract, any(there.of(line.get("code", ""))), now),
        fields=[form.written(name) for name in own if name not in hidden],
        hidden=[form.written(name) for name in hidden],
    )


def group_name(sizes: Sequence[ProductFacts]) -> str:
    """What the names of several sizes have in common: "Grab rail" of "Grab rail, 30 cm" and "Grab rail, 45 cm"."""
    parts = [size.name.split(", ") for size in sizes]
    shared = [same[0] for same in takewhile(lambda same: len(set(same)) == 1, zip(*parts, strict=False))]
    return ", ".join(shared) or "Item without a size"


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
    waiting, firsts = outlook.assessment.decision.waiting, first_positions(form, outlook)
    for at, line in enumerate(form.lines_asked()):
        speed = facts.speeds.get(line.speed_code)
        product = facts.products.get(line.product_code)
        dated = speed is not None and (speed.counts_from != "chosen_date" or line.chosen_on is not None)
        if speed and product and dated and product.supply_route is not SupplyRoute.RETAIL_VOUCHER:
            found[at] = promise(
                speed, line.chosen_on, facts.now, outlook.gathered.due_of, facts.terms, waits=firsts[at] in waiting
            )
    return found


def first_positions(form: DraftForm, outlook: OrderOutlook) -> list[int]:
    """The position that the decision gave to the first piece of each line of the basket."""
    facts, found, position = outlook.gathered.facts, [], 1
    for line in form.lines_asked():
        product = facts.products.get(line.product_code)
        found.append(position)
        position += len(pieces(product, min(line.quantity, facts.terms.most_of_one))) if product else 0
    return found


def going_early(form: DraftForm, outlook: OrderOutlook) -> frozenset[int]:
    """The lines of the basket that go out before their approval, by the contract's rule."""
    early = outlook.assessment.decision.goes_now
    return frozenset(at for at, first in enumerate(first_positions(form, outlook)) if first in early)


def in_words(promised: Promise, now: datetime, later: str = "") -> str:
    """ "By Tuesday at 5pm", or with the condition that it is approved in time; and why it is counted from later."""
    by = f"By {near_day_and_time(promised.due_at, now)}"
    if promised.if_authorised_by is not None:
        by = f"{by}, if approved by {near_day_and_time(promised.if_authorised_by, now)}"
    return f"{by} ({later})" if later else by


def promise_words(promised: Promise | None, speed_code: str, contract: ContractData, ready: bool, now: datetime) -> str:
    """By when a line is there; empty for one without a visit. What is ready nowhere for its day cannot be promised."""
    if promised is None:
        return ""
    said = in_words(promised, now, later_of(contract, speed_code, promised, now))
    return said if ready else f"{NOT_PROMISED}. Asked for: {said[0].lower()}{said[1:]}"


def later_of(contract: ContractData, speed_code: str, promised: Promise, now: datetime) -> str:
    """Why a promise that is made now is counted from later than now."""
    return why_later(contract.later(speed_code, now, promised.due_at), now, now)


def checks_of(
    form: DraftForm | AmendForm, checks: Sequence[Check], products: Mapping[str, ProductFacts]
) -> tuple[CheckBox, ...]:
    """Each check in words with its numbers, and the field for the reason: one for all checks of one fact that were
    shown together."""
    served_at = {one.key: at for at, served in form.reasons_asked.items() for one in served}
    boxes = []
    for check in checks:
        at, shown = served_at.get(check.key), check_shown(check, products)
        if at is None or at == check.key:
            boxes.append(CheckBox(shown, form.written(reason_name(at)) if at else None))
            continue
        shown = replace(shown, detail=f"{shown.detail} {SERVED}".strip())
        boxes.append(CheckBox(shown, None, SHOWN_AT + check.key, at))
    return tuple(boxes)


def check_shown(check: Check, products: Mapping[str, ProductFacts], reason: str = "") -> ShownCheck:
    """A check in words: the items that it is about, what it found, the rule's own words, the answer that raised it."""
    numbers = dict(check.numbers)
    group = numbers.get("instead")
    numbers["instead_name"] = next((one.name for one in products.values() if group and one.size_group == group), "")
    names = [products[code].name for code in (*check.products, *check.against) if code in products]
    return ShownCheck(
        title=check_title(check.code, names, numbers),
        tone=TONES[check.severity],
        detail=check_detail(check.severity, check.text, numbers),
        reason_given=reason,
    )


def summary_of(
    decision: AuthorityDecision,
    form: DraftForm,
    rows: Sequence[BasketRow],
    likely: Mapping[str, Likely],
    left: Sequence[str],
    *,
    saved: str,
) -> Summary:
    """Where the order stands. `left`: what is wrong with what was typed and what is still to do, in words."""
    quantities = [(line.quantity, form.choices.products.get(line.product_code)) for line in form.lines_asked()]
    priced = [
        (product.code, product.price_pence, quantity) for quantity, product in quantities if product and quantity > 0
    ]
    total = sum(pence * quantity for _, pence, quantity in priced)
    promises = tuple(dict.fromkeys(row.promise for row in rows if row.promise))
    waits, reviews = what_waits(decision.releases, form.choices.products, dict(form.choices.colleagues))
    return Summary(
        total=f"{plural(len(rows), 'line')}, {money(total)}",
        promises=promises,
        waits=waits,
        reviews=reviews,
        left=left,
        saved=saved,
        ready=not left,
        likely=likely_total(priced, likely),
    )


def left_to_do(problems: Sequence[Reason]) -> tuple[str, ...]:
    """What is missing, gathered: so many questions and reasons, and every other problem in words."""
    paths = [reason.field or "" for reason in problems]
    answers = sum(path.startswith("answers.") for path in paths)
    reasons = sum(path.startswith("reasons.") for path in paths)
    others = [
        say(reason.code, **dict(reason.params))
        for reason in problems
        if not (reason.field or "").startswith(("answers.", "reasons."))
    ]
    counted = [
        f"Answer {plural(answers, 'question')}" if answers else "",
        f"Give a reason for {plural(reasons, 'check')}" if reasons else "",
    ]
    return tuple(dict.fromkeys(part for part in (*others, *counted) if part))
