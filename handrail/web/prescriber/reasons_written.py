"""At which check a reason is written, and which others it was written for: those of one fact that were shown beside it.
Refuses to let a reason count for a check that came up after it was written."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from handrail.catalogue.rules.facts import Check, ProductFacts
from handrail.catalogue.states import Severity
from handrail.orders.rules.reasoning import alike

# The field that says, for a check, at which other one its reason was asked.
SHOWN_AT = "reasoned-"


def reason_name(key: str) -> str:
    """The field that takes the reason for a check."""
    return "reason-" + key.replace(":", "-")


def reason_label(checks: Iterable[Check], products: Mapping[str, ProductFacts]) -> str:
    """The label of that field: with the items of all that it serves, so that two of them are told apart in a list of
    errors."""
    codes = (code for check in checks for code in check.products)
    names = dict.fromkeys(products[code].name for code in codes if code in products)
    return f"Your reason for going on with {' and '.join(names)}" if names else "Your reason for going on"


def reasons_asked(checks: Sequence[Check], typed: Mapping[str, str]) -> dict[str, tuple[Check, ...]]:
    """By the key of each check that has a field: the checks that are served by what is written there. What is served
    by no text yet shares the field of the first of its fact."""
    found: dict[str, list[Check]] = {}
    for check in checks:
        if check.severity is Severity.NEEDS_REASON:
            group = [one.key for one in alike(check, checks)]
            at = _served_at(check.key, group, typed)
            found.setdefault(at or next(key for key in group if not _served_at(key, group, typed)), []).append(check)
    return {key: tuple(served) for key, served in found.items()}


def reasons_given(asked: Mapping[str, Sequence[Check]], typed: Mapping[str, str]) -> dict[str, str]:
    """The reason by check, as an order states them; of what has none yet, only that at which it is asked."""
    return {
        check.key: _text(key, typed)
        for key, served in asked.items()
        for check in served
        if check.key == key or _text(key, typed)
    }


class TypedReasons(Mapping[str, str]):
    """The reasons that were typed, by the key of their check: which checks there are is not known yet. Of each one is
    stated, be it empty: what is served by the field of another is left to the form."""

    def __init__(self, typed: Mapping[str, str]) -> None:
        self.typed = typed

    def __getitem__(self, key: str) -> str:
        return _text(key, self.typed) or _text(self.typed.get(SHOWN_AT + key, ""), self.typed)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return len(self.typed)


def taken_over(checks: Sequence[Check], typed: Mapping[str, str]) -> dict[str, str]:
    """What was typed, where the check at which a reason was written is gone: the first that it served takes it over."""
    found, heirs = dict(typed), dict[str, str]()
    for check in checks:
        at, group = typed.get(SHOWN_AT + check.key, ""), {one.key for one in alike(check, checks)}
        if _text(at, typed) and at not in group and not _text(check.key, typed):
            heir = heirs.setdefault(at, check.key)
            found[SHOWN_AT + check.key] = heir
            found[reason_name(heir)] = typed[reason_name(at)]
    return found


def _served_at(key: str, group: Sequence[str], typed: Mapping[str, str]) -> str:
    """The check with the text that serves this one: its own, or one that was shown with it; empty where none is."""
    at = typed.get(SHOWN_AT + key, "")
    return next((one for one in (key, at) if one in group and _text(one, typed)), "")


def _text(key: str, typed: Mapping[str, str]) -> str:
    return typed.get(reason_name(key), "").strip()
