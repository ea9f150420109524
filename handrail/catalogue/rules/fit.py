"""Owns: whether what is ordered fits the person, the address, and what is with them already.
Refuses: nothing; every finding is a check with its numbers. It never says what is right for a person."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from handrail.catalogue.reference.rows import CompatibilityRow
from handrail.catalogue.rules.facts import (
    BasketItem,
    Check,
    CheckCode,
    CheckKind,
    Held,
    Holding,
    Measures,
    ProductFacts,
    shown,
)
from handrail.catalogue.rules.questions import AskedQuestion, columns_asked
from handrail.catalogue.states import CompareKind, FitRule, Severity, SupplyRoute, ThingKind
from handrail.core.refusal import Param


@dataclass(frozen=True, slots=True)
class FitFacts:
    """What the fit rules look at. `settled_sets` are question sets that were answered whole, with nothing flagged
    beyond a reminder."""

    basket: tuple[BasketItem, ...]
    holdings: tuple[Holding, ...]
    measures: Measures
    hazard_notes: frozenset[str]
    settled_sets: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two things that would be together; `first` is from the basket or both are."""

    first: ProductFacts
    second: ProductFacts


def check_fit(rules: Iterable[CompatibilityRow], facts: FitFacts) -> tuple[Check, ...]:
    """The checks that the compatibility rules ask for this basket, in the order of the rules."""
    pairs = _pairs(facts)
    there = [item.product for item in facts.basket] + [holding.product for holding in facts.holdings]
    names = {name for product in there for name in _names(product)}
    found: dict[str, Check] = {}
    # Hundreds of rules, a handful of things: most rules are about nothing that is here.
    for rule in (rule for rule in rules if (rule.subject_kind, rule.subject_code) in names):
        for check in _checks(rule, facts, pairs, there):
            found.setdefault(check.key, check)
    return tuple(found.values())


def _checks(
    rule: CompatibilityRow, facts: FitFacts, pairs: Sequence[_Pair], there: Sequence[ProductFacts]
) -> Iterator[Check]:
    if rule.rule is FitRule.WORKS_WITH or rule.severity is None:
        return
    if rule.object_kind is ThingKind.HAZARD_NOTE:
        yield from _hazards(rule, rule.severity, facts)
    elif rule.rule is FitRule.REQUIRES:
        yield from _missing_parts(rule, rule.severity, facts, there)
    else:
        for subject, thing in _matches(rule, pairs):
            yield from _pair_check(rule, rule.severity, facts, subject, thing)


def known_to_fit(rules: Iterable[CompatibilityRow], facts: FitFacts) -> tuple[tuple[str, str, str], ...]:
    """Pairs that a works_with rule names, as (product, product, reason): information, and silent about all others."""
    pairs = _pairs(facts)
    found: dict[tuple[str, str, str], None] = {}
    for rule in rules:
        if rule.rule is FitRule.WORKS_WITH:
            for subject, thing in _matches(rule, pairs):
                found[subject.code, thing.code, rule.reason] = None
    return tuple(found)


def _pairs(facts: FitFacts) -> tuple[_Pair, ...]:
    ordered = [item.product for item in facts.basket]
    held = list({holding.product.code: holding.product for holding in facts.holdings}.values())
    # Two of the same line are a pair with itself: two cushions are two cushions.
    twice = [_Pair(item.product, item.product) for item in facts.basket if item.quantity > 1]
    among = [_Pair(first, second) for first, second in combinations(ordered, 2)]
    return (*twice, *among, *(_Pair(first, second) for first in ordered for second in held))


def _names(product: ProductFacts) -> frozenset[tuple[ThingKind, str]]:
    """Every way in which a rule may name this product."""
    flags = (("child", product.child), ("bariatric", product.bariatric))
    return frozenset(
        {
            (ThingKind.PRODUCT, product.code),
            (ThingKind.SIZE_GROUP, product.size_group),
            (ThingKind.CATEGORY, product.category),
            *((ThingKind.FLAG, name) for name, marked in flags if marked),
        }
    )


def _is(kind: ThingKind, code: str, product: ProductFacts) -> bool:
    return (kind, code) in _names(product)


def _is_object(rule: CompatibilityRow, product: ProductFacts) -> bool:
    return any(_is(rule.object_kind, code, product) for code in rule.object_codes)


def _matches(rule: CompatibilityRow, pairs: Iterable[_Pair]) -> Iterator[tuple[ProductFacts, ProductFacts]]:
    """The pairs that a rule names, as (subject, object): it holds both ways round."""
    for pair in pairs:
        for subject, thing in ((pair.first, pair.second), (pair.second, pair.first)):
            if _is(rule.subject_kind, rule.subject_code, subject) and _is_object(rule, thing):
                yield subject, thing


def _hazards(rule: CompatibilityRow, severity: Severity, facts: FitFacts) -> Iterator[Check]:
    for item in facts.basket:
        if _is(rule.subject_kind, rule.subject_code, item.product):
            for note in rule.object_codes:
                if note in facts.hazard_notes:
                    yield _check(rule, severity, CheckCode.HAZARD_AT_ADDRESS, item.product.code, note)


def _missing_parts(
    rule: CompatibilityRow, severity: Severity, facts: FitFacts, there: Sequence[ProductFacts]
) -> Iterator[Check]:
    for item in facts.basket:
        product = item.product
        if _is(rule.subject_kind, rule.subject_code, product) and not any(_is_object(rule, thing) for thing in there):
            yield _check(rule, severity, CheckCode.PART_MISSING, product.code, *rule.object_codes)


def _pair_check(
    rule: CompatibilityRow, severity: Severity, facts: FitFacts, subject: ProductFacts, thing: ProductFacts
) -> Iterator[Check]:
    if rule.rule is FitRule.MUST_NOT_WITH:
        yield _pair(rule, severity, CheckCode.NOT_TOGETHER, facts, subject, thing)
        return
    match rule.compare:
        case CompareKind.NOTHING:
            yield _pair(rule, severity, CheckCode.LOOK_AT_PAIR, facts, subject, thing)
        case CompareKind.QUESTIONS:
            settled = rule.compare_set in facts.settled_sets
            code = CheckCode.SETTLED_BY_ANSWERS if settled else CheckCode.LOOK_AT_PAIR
            asks = Severity.REMIND if settled else severity
            yield _pair(rule, asks, code, facts, subject, thing)
        case CompareKind.LOWEST_MAX_USER_WEIGHT:
            yield from _weight_check(rule, severity, facts, (subject, thing))
        case CompareKind.PERSON_WEIGHT:
            yield from _weight_check(rule, severity, facts, (thing,))
        case CompareKind.PERSON_HEIGHT:
            yield from _height_check(rule, severity, facts, thing)


def _weight_check(
    rule: CompatibilityRow, severity: Severity, facts: FitFacts, limited: tuple[ProductFacts, ...]
) -> Iterator[Check]:
    """The lowest limit of these against the person. Without a limit there is nothing to compare."""
    limits = [(product.max_user_weight_kg, product.code) for product in limited if product.max_user_weight_kg]
    if not limits:
        return
    limit, by = min(limits)
    numbers: tuple[Param, ...] = (("limit_kg", limit), ("limited_by", by))
    weight_kg = facts.measures.weight_kg
    if weight_kg is None:
        yield _pair(rule, severity, CheckCode.WEIGHT_NOT_KNOWN, facts, *limited, numbers=numbers)
    elif weight_kg > limit:
        numbers = (("person_kg", shown(weight_kg)), *numbers)
        yield _pair(rule, severity, CheckCode.LOWER_LIMIT_EXCEEDED, facts, *limited, numbers=numbers)


def _height_check(
    rule: CompatibilityRow, severity: Severity, facts: FitFacts, product: ProductFacts
) -> Iterator[Check]:
    limit = product.min_user_height_cm
    # The rule compares with adult items; a child's own item has its own limits, checked by themselves.
    if limit is None or product.child:
        return
    numbers: tuple[Param, ...] = (("limit_cm", limit), ("limited_by", product.code))
    height_cm = facts.measures.height_cm
    if height_cm is None:
        yield _pair(rule, severity, CheckCode.HEIGHT_NOT_KNOWN, facts, product, numbers=numbers)
    elif height_cm < limit:
        numbers = (("person_cm", shown(height_cm)), *numbers)
        yield _pair(rule, severity, CheckCode.TOO_SHORT, facts, product, numbers=numbers)


def _pair(
    rule: CompatibilityRow,
    severity: Severity,
    code: CheckCode,
    facts: FitFacts,
    *things: ProductFacts,
    numbers: tuple[Param, ...] = (),
) -> Check:
    """A check about these things: those in the basket are what it is about, the others what they meet."""
    codes = sorted(thing.code for thing in things)
    ordered = {item.product.code for item in facts.basket}
    about = tuple(each for each in codes if each in ordered)
    against = tuple(each for each in codes if each not in ordered)
    return Check(
        key=":".join(("fit", rule.rule_code, *codes)),
        kind=CheckKind.FIT,
        code=code,
        severity=severity,
        products=about,
        against=against,
        rule_code=rule.rule_code,
        text=rule.reason,
        numbers=numbers,
    )


def _check(rule: CompatibilityRow, severity: Severity, code: CheckCode, about: str, *against: str) -> Check:
    return Check(
        key=":".join(("fit", rule.rule_code, about, *against)),
        kind=CheckKind.FIT,
        code=code,
        severity=severity,
        products=(about,),
        against=against,
        rule_code=rule.rule_code,
        text=rule.reason,
    )


def check_limits(
    basket: Iterable[BasketItem], measures: Measures, questions: Sequence[AskedQuestion]
) -> tuple[Check, ...]:
    """The maker's limits of lines whose questions do not compare them already. Above a limit a reason is asked; where
    the person's weight is not known, the limit is shown."""
    return tuple(
        check
        for item in {item.product.code: item for item in basket}.values()
        for check in _limits(item.product, measures, columns_asked(questions, item.product))
    )


def _limits(product: ProductFacts, measures: Measures, asked: frozenset[str]) -> Iterator[Check]:
    weight, height = measures.weight_kg, measures.height_cm
    top, low, high = product.max_user_weight_kg, product.min_user_height_cm, product.max_user_height_cm
    if top is not None and "max_user_weight_kg" not in asked:
        if weight is None:
            yield _limit(product, CheckCode.WEIGHT_NOT_KNOWN, Severity.REMIND, ("limit_kg", top))
        elif weight > top:
            known = (("person_kg", shown(weight)), ("limit_kg", top))
            yield _limit(product, CheckCode.TOO_HEAVY, Severity.NEEDS_REASON, *known)
    if height is None:
        return
    if low is not None and "min_user_height_cm" not in asked and height < low:
        known = (("person_cm", shown(height)), ("limit_cm", low))
        yield _limit(product, CheckCode.TOO_SHORT, Severity.NEEDS_REASON, *known)
    if high is not None and "max_user_height_cm" not in asked and height > high:
        known = (("person_cm", shown(height)), ("limit_cm", high))
        yield _limit(product, CheckCode.TOO_TALL, Severity.NEEDS_REASON, *known)


def _limit(product: ProductFacts, code: CheckCode, severity: Severity, *numbers: Param) -> Check:
    key = f"limit:{product.code}:{code}"
    return Check(key, CheckKind.LIMIT, code, severity, (product.code,), numbers=numbers)


def check_duplicates(basket: Sequence[BasketItem], holdings: Iterable[Holding]) -> tuple[Check, ...]:
    """What the person has on loan or on an open order already: the same line, or another of its sizes. What is their
    own is not a duplicate (a second grab rail is usual), but another of it on an open order is."""
    found: list[Check] = []
    known = list(holdings)
    for position, item in enumerate(basket):
        product = item.product
        if any(product.code == earlier.product.code for earlier in basket[:position]):
            key = f"duplicate:{product.code}:basket"
            found.append(Check(key, CheckKind.DUPLICATE, CheckCode.TWICE_IN_BASKET, Severity.REMIND, (product.code,)))
            continue
        for held in (Held.ON_LOAN, Held.ON_ORDER):
            found += _held_already(product, held, [holding for holding in known if holding.held is held])
    return tuple(found)


def _held_already(product: ProductFacts, held: Held, holdings: Sequence[Holding]) -> Iterator[Check]:
    same = [holding for holding in holdings if holding.product.code == product.code]
    kind = [holding for holding in holdings if holding.product.size_group == product.size_group]
    # A gift that was handed over is used up; only one that is still coming can be ordered twice.
    given = product.supply_route is not SupplyRoute.LOAN and held is Held.ON_LOAN
    if not kind or given:
        return
    code = CheckCode.SAME_PRODUCT_HELD if same else CheckCode.SAME_KIND_HELD
    matched = same or kind
    numbers: tuple[Param, ...] = (
        ("quantity", sum(holding.quantity for holding in matched)),
        ("since_on", min(holding.since_on for holding in matched).isoformat()),
        ("held", held.value),
    )
    yield Check(
        key=f"duplicate:{product.code}:{held}",
        kind=CheckKind.DUPLICATE,
        code=code,
        severity=Severity.NEEDS_REASON,
        products=(product.code,),
        against=tuple(sorted({holding.product.code for holding in matched})),
        numbers=numbers,
    )
