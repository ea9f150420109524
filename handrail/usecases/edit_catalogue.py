"""Add, change and retire catalogue lines, and replace the rules, questions and bundles around them.
Refuses a product whose tracking would change while some are about, and a catalogue that contradicts itself."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from handrail.catalogue import actions as catalogue_actions
from handrail.catalogue.models import BundleLine, CompatibilityRule, Product, Question
from handrail.catalogue.queries import questions_held
from handrail.catalogue.reference.check import faults_of_set
from handrail.catalogue.reference.held import held_reference, product_row, product_version, questions_version
from handrail.catalogue.reference.rows import BundleRow, CompatibilityRow, ProductRow, QuestionRow
from handrail.catalogue.rules.question_changes import key_of_question
from handrail.core.refusal import CallReason, Reason, Refused, refuse
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.partners.effective import EffectiveReason
from handrail.stock.queries.known import products_about
from handrail.usecases._reference_rows import ReferenceRows

PRODUCT_COLUMNS = (*(field.name for field in fields(ProductRow) if field.name != "code"), "search_text")


@dataclass(frozen=True, slots=True)
class ProductsChange:
    """Catalogue lines as they shall be: new codes are orderable from `from_on`, known ones change at once.

    Orders placed already keep the price and the limits that they were placed with. `seen`: the version that a page
    showed of the one line it changes; empty: not compared."""

    rows: tuple[ProductRow, ...]
    from_on: date
    seen: str = ""


@dataclass(frozen=True, slots=True)
class ProductDates:
    """From when until when (not including) a catalogue line may be ordered; `until_on` None: for good."""

    code: str
    until_on: date | None


@dataclass(frozen=True, slots=True)
class RulesChange:
    """Rules of fit, questions or bundle lines as they shall be; those with the same key are replaced.

    `all_questions`: the rows are all questions there shall be, and one that is not among them is asked no longer.
    `seen`: the version of the questions that a page showed this against; empty: not compared."""

    rows: tuple[CompatibilityRow | QuestionRow | BundleRow, ...]
    all_questions: bool = False
    seen: str = ""


@dataclass(frozen=True, slots=True)
class CatalogueChanged:
    """How many lines are new, changed, and as they were; of questions, how many are asked no longer."""

    added: int
    changed: int
    unchanged: int
    ended: int = 0


@use_case(Event.CATALOGUE_CHANGED, needs=Permission.ADMINISTER, lays_down=True)
def change_products(change: Change, *, request: ProductsChange) -> CatalogueChanged:
    """Add new catalogue lines and change known ones, all or none."""
    contract_id = change.scope.contract_id
    codes = [row.code for row in request.rows]
    known = {
        row.code: row
        for row in Product.objects.select_for_update().filter(contract_id=contract_id, code__in=codes).order_by("code")
    }
    if request.seen and any(product_version(product_row(row)) != request.seen for row in known.values()):
        raise refuse(CallReason.STALE)
    new = [row for row in request.rows if row.code not in known]
    changed = [row for row in request.rows if row.code in known and product_row(known[row.code]) != row]
    _refuse_new_tracking(changed, known)
    if new and request.from_on < change.at.today:
        days = (("earliest", change.at.today.isoformat()),)
        raise Refused([Reason(EffectiveReason.BEGINS_TOO_EARLY, "from_on", days)])
    before = _faults(change)
    rows = ReferenceRows(contract_id, request.from_on, change.new_id)
    made = [rows.product(row) for row in new]
    catalogue_actions.add_products(made)
    mended = [_changed(known[row.code], rows.product(row)) for row in changed]
    catalogue_actions.change_products(mended, PRODUCT_COLUMNS)
    _refuse_new_faults(change, before)
    for product in (*made, *mended):
        change.touched("product", product.id)
    return CatalogueChanged(len(made), len(mended), len(request.rows) - len(made) - len(mended))


def _changed(row: Product, wanted: Product) -> Product:
    for column in PRODUCT_COLUMNS:
        setattr(row, column, getattr(wanted, column))
    return row


def _refuse_new_tracking(changed: Sequence[ProductRow], known: dict[str, Product]) -> None:
    """Items are numbered or counted from the first on: a switch would leave them without a record."""
    switched = [row for row in changed if row.tracking != known[row.code].tracking]
    about = products_about([known[row.code].id for row in switched])
    reasons = [
        Reason(EffectiveReason.PRODUCT_TRACKING_FIXED, "tracking", (("code", row.code),))
        for row in switched
        if known[row.code].id in about
    ]
    if reasons:
        raise Refused(reasons)


@use_case(Event.CATALOGUE_CHANGED, needs=Permission.ADMINISTER, lays_down=True)
def retire_product(change: Change, *, request: ProductDates) -> UUID:
    """The line may be ordered until the day before `until_on`, or again for good. Loans and stock stay as they are."""
    found = Product.objects.select_for_update().filter(contract_id=change.scope.contract_id, code=request.code).first()
    if found is None:
        raise refuse(CallReason.NOT_FOUND)
    earliest = max(change.at.today, found.from_on)
    if request.until_on is not None and request.until_on <= earliest:
        raise refuse(EffectiveReason.ENDS_TOO_EARLY, "until_on", earliest=earliest.isoformat())
    catalogue_actions.change_products([_with_end(found, request.until_on)], ("until_on",))
    change.touched("product", found.id)
    return found.id


def _with_end(row: Product, until_on: date | None) -> Product:
    row.until_on = until_on
    return row


@use_case(Event.CATALOGUE_CHANGED, needs=Permission.ADMINISTER, lays_down=True)
def change_rules(change: Change, *, request: RulesChange) -> CatalogueChanged:
    """Add or replace rules of fit, questions or bundle lines, all or none. Raises `Refused`: STALE, a catalogue that
    contradicts itself."""
    before = _faults(change)
    _refuse_unseen(change, request.seen)
    added = changed = 0
    for model, key, columns, wanted in _by_model(change, request.rows):
        known = {
            tuple(getattr(row, name) for name in key): row
            for row in model.objects.select_for_update().filter(contract_id=change.scope.contract_id)
        }
        new, mended, back = [], [], 0
        for row in wanted:
            old = known.get(tuple(getattr(row, name) for name in key))
            if old is None:
                new.append(row)
            elif old.until_on is not None or any(getattr(old, name) != getattr(row, name) for name in columns):
                back += old.until_on is not None
                row.pk = old.pk
                mended.append(row)
        catalogue_actions.add_rows(model, new)
        catalogue_actions.change_rows(model, mended, (*columns, "until_on"))
        added, changed = added + len(new) + back, changed + len(mended) - back
        for row in (*new, *mended):
            change.touched(model.__name__.lower(), row.pk)
    ended = _end_questions(change, request.rows) if request.all_questions else 0
    _refuse_new_faults(change, before)
    return CatalogueChanged(added, changed, len(request.rows) - added - changed, ended)


def _refuse_unseen(change: Change, seen: str) -> None:
    """Read under the lock that whoever changes questions holds: what they add meanwhile is not ended unseen."""
    if not seen:
        return
    locked = Question.objects.select_for_update().filter(contract_id=change.scope.contract_id)
    list(locked.order_by("id").values_list("id"))
    if questions_version(questions_held(change.scope.contract_id)) != seen:
        raise refuse(CallReason.STALE)


def _end_questions(change: Change, kept: Sequence[CompatibilityRow | QuestionRow | BundleRow]) -> int:
    """Questions that are not among these are asked no longer: from today, or after the day on which they began."""
    keys = {key_of_question(row) for row in kept if isinstance(row, QuestionRow)}
    held = Question.objects.select_for_update().filter(contract_id=change.scope.contract_id, until_on=None)
    ended = [row for row in held.order_by("id") if (row.set_code, row.question_code) not in keys]
    for row in ended:
        row.until_on = max(change.at.today, row.from_on + timedelta(days=1))
        change.touched("question", row.id)
    catalogue_actions.change_rows(Question, ended, ("until_on",))
    return len(ended)


type _Wanted = tuple[type[Any], tuple[str, ...], tuple[str, ...], list[Any]]


def _by_model(change: Change, wanted: Sequence[CompatibilityRow | QuestionRow | BundleRow]) -> list[_Wanted]:
    rows = ReferenceRows(change.scope.contract_id, change.at.today, change.new_id)
    last = Question.objects.filter(contract_id=change.scope.contract_id).count()
    rules = [rows.compatibility(row) for row in wanted if isinstance(row, CompatibilityRow)]
    asked = [row for row in wanted if isinstance(row, QuestionRow)]
    questions = [rows.question(row, last + number) for number, row in enumerate(asked)]
    bundles = [rows.bundle(row) for row in wanted if isinstance(row, BundleRow)]
    rule, question, bundle = ("rule_code",), ("set_code", "question_code"), ("bundle_code", "line")
    return [
        (CompatibilityRule, rule, _beside((*rule, "compare_set"), CompatibilityRow), rules),
        (Question, question, _beside(question, QuestionRow), questions),
        (BundleLine, bundle, _beside(bundle, BundleRow), bundles),
    ]


def _beside(key: tuple[str, ...], row: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(row) if field.name not in key)


def _faults(change: Change) -> frozenset[Reason]:
    return frozenset(faults_of_set(held_reference(change.scope.contract_id, change.at.today)))


def _refuse_new_faults(change: Change, before: frozenset[Reason]) -> None:
    new = [reason for reason in _faults(change) if reason not in before]
    if new:
        raise Refused(sorted(new, key=lambda reason: (str(reason.code), reason.params))[:200])
