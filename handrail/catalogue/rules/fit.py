"""Owns: whether what is ordered fits the person, the address, and what is with them already.
Refuses: nothing; every finding is a check with its numbers. It never says what is right for a person."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import assert_never

from handrail.catalogue.reference.rows import CompatibilityRow
from handrail.catalogue.rules.facts import (
    HEIGHT_ABOVE,
    HEIGHT_BELOW,
    WEIGHT_ABOVE,
    BasketItem,
    Check,
    CheckCode,
    CheckKind,
    Held,
    Holding,
    Measures,
    ProductFacts,
    part_missing,
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


_FACTS = {
    CheckCode.LOWER_LIMIT_EXCEEDED: WEIGHT_ABOVE,
    CheckCode.TOO_HEAVY: WEIGHT_ABOVE,
    CheckCode.TOO_TALL: HEIGHT_ABOVE,
    CheckCode.TOO_SHORT: HEIGHT_BELOW,
}

type _Name = tuple[ThingKind, str]


class _Together:
    """The things that would be together, found by any name that a rule may use for them."""

    def __init__(self, facts: FitFacts) -> None:
        self.ordered: Counter[str] = Counter()
        for item in facts.basket:
            self.ordered[item.product.code] += item.quantity
        self.held = {holding.product.code for holding in facts.holdings}
        things = [item.product for item in facts.basket] + [holding.product for holding in facts.holdings]
        self.named: dict[_Name, list[ProductFacts]] = {}
        for product in {product.code: product for product in things}.values():
            for name in _names(product):
                self.named.setdefault(name, []).append(product)

    def subjects(self, rule: CompatibilityRow) -> Sequence[ProductFacts]:
        """What the rule is about."""
        return self.named.get((rule.subject_kind, rule.subject_code), ())

    def objects(self, rule: CompatibilityRow) -> Iterator[ProductFacts]:
        """What the rule compares it with."""
        for code in rule.object_codes:
            yield from self.named.get((rule.object_kind, code), ())

    def pairs(self, rule: CompatibilityRow) -> Iterator[tuple[ProductFacts, ProductFacts]]:
        """The pairs that a rule names, as (subject, object). A pair has one thing that is ordered; either may be the
        subject, since a rule holds both ways round. Two of one product are a pair with itself."""
        for subject in self.subjects(rule):
            for thing in self.objects(rule):
                ordered = self.ordered[subject.code]
                if subject.code == thing.code:
                    meets = ordered > 1 or (ordered > 0 and subject.code in self.held)
                else:
                    meets = ordered > 0 or self.ordered[thing.code] > 0
                if meets:
                    yield subject, thing


def _names(product: ProductFacts) -> tuple[_Name, ...]:
    flags = (("child", product.child), ("bariatric", product.bariatric))
    return (
        (ThingKind.PRODUCT, product.code),
        (ThingKind.SIZE_GROUP, product.size_group),
        (ThingKind.CATEGORY, product.category),
        *((ThingKind.FLAG, name) for name, marked in flags if marked),
    )


def check_fit(rules: Iterable[CompatibilityRow], facts: FitFacts) -> tuple[Check, ...]:
    """The checks that the compatibility rules ask for this basket, in the order of the rules."""
    together = _Together(facts)
    found: dict[str, Check] = {}
    for rule in rules:
        for check in _checks(rule, facts, together):
            found.setdefault(check.key, check)
    return tuple(found.values())


def _checks(rule: CompatibilityRow, facts: FitFacts, together: _Together) -> Iterator[Check]:
    if rule.severity is None:
        return
    if rule.object_kind is ThingKind.HAZARD_NOTE:
        yield from _hazards(rule, rule.severity, facts, together)
    elif rule.rule is FitRule.REQUIRES:
        yield from _missing_parts(rule, rule.severity, together)
    else:
        for subject, thing in together.pairs(rule):
            yield from _pair_check(rule, rule.severity, facts, subject, thing)


def known_to_fit(rules: Iterable[CompatibilityRow], facts: FitFacts) -> tuple[tuple[str, str, str], ...]:
    """Pairs that a works_with rule names, as (product, product, reason): information, and silent about all others."""
    together = _Together(facts)
    return tuple(
        (subject.code, thing.code, rule.reason)
        for rule in rules
        if rule.rule is FitRule.WORKS_WITH
        for subject, thing in together.pairs(rule)
    )


def _hazards(rule: CompatibilityRow, severity: Severity, facts: FitFacts, together: _Together) -> Iterator[Check]:
    for product in together.subjects(rule):
        if together.ordered[product.code]:
            for note in rule.object_codes:
                if note in facts.hazard_notes:
                    yield _check(rule, severity, CheckCode.HAZARD_AT_ADDRESS, product.code, note)


def _missing_parts(rule: CompatibilityRow, severity: Severity, together: _Together) -> Iterator[Check]:
    if not any(together.objects(rule)):
        for product in together.subjects(rule):
            if together.ordered[product.code]:
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
        case _ as never:
            assert_never(never)


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
        fact=_FACTS.get(code, ""),
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
        fact=part_missing(about) if code is CheckCode.PART_MISSING else "",
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
    return Check(key, CheckKind.LIMIT, code, severity, (product.code,), numbers=numbers, fact=_FACTS.get(code, ""))


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
