"""Owns: which lines of an order go through and which wait for whose release (authorities.csv).
Refuses: nothing; above the limit nothing is refused, it waits."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from handrail.catalogue.rules.facts import ProductFacts, shown
from handrail.catalogue.rules.flags import Answer
from handrail.catalogue.rules.questions import Answers, AskedQuestion, answer_words
from handrail.catalogue.rules.specials import is_special
from handrail.catalogue.states import SupplyRoute
from handrail.core.refusal import Reason
from handrail.identity.states import AuthorityStep, highest_step
from handrail.orders.rules.facts import OrderTerms, StaffFacts, line_params, names_category
from handrail.orders.rules.special_rules import AllowedAnswers, SpecialRules, special_rules


class ReleaseKind(StrEnum):
    """Spending and clinical release are separate; a line may need both, by two people."""

    SPENDING = "SPENDING"
    CLINICAL = "CLINICAL"


class AuthorityReason(StrEnum):
    """Why a line waits for a release."""

    ABOVE_STEP = "AUTHORITY_ABOVE_STEP"
    OUTSIDE_CATEGORIES = "AUTHORITY_OUTSIDE_CATEGORIES"
    OUTSIDE_ITEMS = "AUTHORITY_OUTSIDE_ITEMS"
    ALWAYS_NEEDS_ANOTHER = "AUTHORITY_ALWAYS_NEEDS_ANOTHER"
    ANSWER_NEEDS_ANOTHER = "AUTHORITY_ANSWER_NEEDS_ANOTHER"
    COLLEAGUE_RELEASES = "AUTHORITY_COLLEAGUE_RELEASES"
    ABOVE_LIMIT = "AUTHORITY_ABOVE_LIMIT"
    FAST_SPEED = "AUTHORITY_FAST_SPEED"
    ABOVE_ADAPTATION_TOTAL = "AUTHORITY_ABOVE_ADAPTATION_TOTAL"


@dataclass(frozen=True, slots=True)
class AuthorityLine:
    """One line as the authority rules see it. `position` counts from 1. `from_bundle` is checked: the bundle does hold
    the product. `fitting_pence`: the price of fitting all of the line. `over_counter`: issued from a satellite store,
    so that it either goes now or not at all."""

    position: int
    product: ProductFacts
    quantity: int
    fast: bool
    from_bundle: str = ""
    fitting_pence: int = 0
    over_counter: bool = False

    @property
    def spend_pence(self) -> int:
        """The line at new price, without delivery or fitting."""
        return self.product.price_pence * self.quantity


@dataclass(frozen=True, slots=True)
class AuthorityContext:
    """What else the decision looks at: the answers, the person's other orders of 7 days, the address, the terms.
    `asked`: the questions by their code, for the words of a reason."""

    answers: Answers
    other_orders_pence: int
    adaptations_pence: int
    supervisor: StaffFacts | None
    terms: OrderTerms
    asked: Mapping[str, AskedQuestion] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReleaseNeeded:
    """One release to be asked for. `lines` are positions; `step` and `categories` are what a clinical releaser must
    cover, `order_pence` what the limit must. `on_call`: to the on-call authoriser at once, and escalated.
    `afterwards`: the lines go out now and this is a review. `asked_of`: a named supervisor or colleague."""

    kind: ReleaseKind
    lines: tuple[int, ...]
    reasons: tuple[Reason, ...]
    step: AuthorityStep
    categories: frozenset[str]
    order_pence: int
    on_call: bool
    afterwards: bool
    asked_of: UUID | None = None


@dataclass(frozen=True, slots=True)
class AuthorityDecision:
    """What an order needs. `waiting` and `goes_now` hold positions: those that wait, and those that need a release but
    go out before it. Lines in neither are within the prescriber's authority."""

    releases: tuple[ReleaseNeeded, ...]
    waiting: frozenset[int]
    goes_now: frozenset[int]
    order_pence: int


@dataclass(frozen=True, slots=True)
class _Want:
    """One line's wish for one kind of release."""

    kind: ReleaseKind
    line: AuthorityLine
    reasons: tuple[Reason, ...]
    asked_of: UUID | None


def decide_authority(
    prescriber: StaffFacts, lines: Sequence[AuthorityLine], context: AuthorityContext
) -> AuthorityDecision:
    """Which releases an order needs. The prescriber's own authority counts, whoever enters the order."""
    rules = special_rules(prescriber.authority.job_category)
    wants = [want for line in lines for want in _clinical(prescriber, rules, line, context)]
    wants += _spending(prescriber, rules, lines, context)
    now = frozenset(want.line.position for want in wants if _may_go_now(want.line, context.terms))
    order_pence = sum(line.spend_pence for line in lines)
    releases = _grouped(wants, now, order_pence)
    wanted = frozenset(want.line.position for want in wants)
    return AuthorityDecision(releases, wanted - now, now, order_pence)


def _may_go_now(line: AuthorityLine, terms: OrderTerms) -> bool:
    if _is_bought(line):
        # Nothing is there that could go: it would be bought before anybody released it.
        return False
    limit = terms.fast_goes_now_up_to
    return (line.fast or line.over_counter) and limit is not None and limit.covers(line.product.minimum_authority)


def _is_bought(line: AuthorityLine) -> bool:
    """A special that is still to be paid for; what is owned already costs nothing."""
    return is_special(line.product.code) and line.spend_pence > 0


def _is_free(rules: SpecialRules, line: AuthorityLine) -> bool:
    if _is_bought(line):
        # It is of the size of what it is like, and still not what a bundle or a job was given without a signature.
        return False
    return line.from_bundle in rules.free_bundles or line.product.size_group in rules.free_size_groups


def _clinical(
    prescriber: StaffFacts, rules: SpecialRules, line: AuthorityLine, context: AuthorityContext
) -> Iterable[_Want]:
    authority, product = prescriber.authority, line.product
    reasons: list[Reason] = []
    if not authority.step.covers(product.minimum_authority):
        needed, has = ("needed", product.minimum_authority.value), ("has", authority.step.value)
        reasons.append(_reason(AuthorityReason.ABOVE_STEP, line, needed, has))
    if not authority.covers_category(product.category):
        reasons.append(_reason(AuthorityReason.OUTSIDE_CATEGORIES, line, ("category", product.category)))
    if product.size_group not in rules.only_size_groups.get(product.category, {product.size_group}):
        reasons.append(_reason(AuthorityReason.OUTSIDE_ITEMS, line, ("size_group", product.size_group)))
    if names_category(authority.always_needs_another, product.category) and not _is_free(rules, line):
        reasons.append(_reason(AuthorityReason.ALWAYS_NEEDS_ANOTHER, line, ("category", product.category)))
    reasons += [
        _reason(AuthorityReason.ANSWER_NEEDS_ANOTHER, line, *_answered(allowed, context))
        for allowed in rules.waits_unless
        if not answer_allows(allowed, product, context.answers)
    ]
    above = bool(reasons)
    if rules.colleague_releases:
        reasons.append(_reason(AuthorityReason.COLLEAGUE_RELEASES, line))
    if reasons:
        named = rules.colleague_releases or (above and rules.supervisor_releases)
        yield _Want(
            ReleaseKind.CLINICAL, line, tuple(reasons), _asked_of(context.supervisor, product) if named else None
        )


def _asked_of(named: StaffFacts | None, product: ProductFacts) -> UUID | None:
    """The supervisor or colleague who was named, where they may order this themselves. Otherwise none: asked of them it
    would wait for ever, as nobody else answers what was asked of somebody."""
    if named is None or not named.active:
        return None
    may = named.authority.step.covers(product.minimum_authority) and named.authority.covers_category(product.category)
    return named.user_id if may else None


def _answered(allowed: AllowedAnswers, context: AuthorityContext) -> Iterable[tuple[str, str]]:
    """Which question, what was answered, and what would have let the line go: in words where the question is known."""
    code = allowed.question_code
    question, answer = context.asked.get(code), context.answers[code]
    labels = dict(question.choices) if question else {}
    yield "question_code", code
    yield "question", question.text if question else code
    yield "answer", answer_words(question, answer) if question else str(answer)
    yield "expected", " or ".join(sorted(labels.get(one, one) for one in allowed.answers))


def answer_allows(allowed: AllowedAnswers, product: ProductFacts, answers: Mapping[str, Answer]) -> bool:
    """Whether the answer lets this product through: it is not named, the question is not its own, or it is right."""
    narrowed = bool(allowed.categories or allowed.size_groups)
    named = product.category in allowed.categories or product.size_group in allowed.size_groups
    answer = answers.get(allowed.question_code)
    if (narrowed and not named) or answer is None:
        return True
    if isinstance(answer, bool):
        return ("yes" if answer else "no") in allowed.answers
    return (shown(answer) if isinstance(answer, Decimal) else str(answer)) in allowed.answers


def _spending(
    prescriber: StaffFacts, rules: SpecialRules, lines: Sequence[AuthorityLine], context: AuthorityContext
) -> list[_Want]:
    limit = prescriber.authority.spend_limit_pence
    order_pence = sum(line.spend_pence for line in lines)
    above = order_pence > 0 and order_pence + context.other_orders_pence > limit
    amounts = (
        ("order_pence", order_pence),
        ("other_orders_pence", context.other_orders_pence),
        ("limit_pence", limit),
    )
    total = context.adaptations_pence + sum(
        line.spend_pence + line.fitting_pence for line in lines if line.product.supply_route is SupplyRoute.ADAPTATION
    )
    too_much_fitted = rules.address_total and total > context.terms.adaptation_limit_pence
    fitted = (("total_pence", total), ("limit_pence", context.terms.adaptation_limit_pence))
    wants: list[_Want] = []
    for line in lines:
        reasons: list[Reason] = []
        if above and not _is_free(rules, line):
            reasons.append(Reason(AuthorityReason.ABOVE_LIMIT, None, amounts))
        if line.fast and not rules.fast_speeds_freely and not _is_free(rules, line):
            reasons.append(_reason(AuthorityReason.FAST_SPEED, line))
        if too_much_fitted and line.product.supply_route is SupplyRoute.ADAPTATION:
            reasons.append(Reason(AuthorityReason.ABOVE_ADAPTATION_TOTAL, None, fitted))
        if reasons:
            wants.append(_Want(ReleaseKind.SPENDING, line, tuple(reasons), None))
    return wants


def _reason(code: AuthorityReason, line: AuthorityLine, *params: tuple[str, str]) -> Reason:
    return Reason(code, None, line_params(line.position, line.product.code, *params))


def _grouped(wants: Iterable[_Want], now: frozenset[int], order_pence: int) -> tuple[ReleaseNeeded, ...]:
    """One release for the lines that one person can answer together: clinical ones by category, since an authoriser
    may cover some categories only; those that go out now apart from those that wait."""
    groups: dict[tuple[object, ...], list[_Want]] = {}
    for want in wants:
        named = want.kind is ReleaseKind.SPENDING or want.asked_of is not None
        category = "" if named else want.line.product.category
        key = (want.kind, category, want.asked_of, want.line.fast, want.line.position in now)
        groups.setdefault(key, []).append(want)
    return tuple(
        ReleaseNeeded(
            kind=group[0].kind,
            lines=tuple(want.line.position for want in group),
            reasons=tuple(dict.fromkeys(reason for want in group for reason in want.reasons)),
            step=highest_step(want.line.product.minimum_authority for want in group),
            categories=frozenset(want.line.product.category for want in group),
            order_pence=order_pence,
            on_call=group[0].line.fast,
            afterwards=group[0].line.position in now,
            asked_of=group[0].asked_of,
        )
        for group in groups.values()
    )
