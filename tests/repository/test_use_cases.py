"""Each module of use cases holds at least one, which declares its event and its permission."""

import importlib
import pkgutil

import handrail.usecases

PACKAGE = "handrail.usecases"


# Look ahead without writing: what an order or issue would become. Pages and use cases share their reads here.
PREVIEWS = {"assess_amendment", "assess_issue", "assess_order"}


def test_every_module_of_use_cases_holds_one() -> None:
    empty = []
    for found in pkgutil.iter_modules(handrail.usecases.__path__):
        if found.name.startswith("_") or found.name in PREVIEWS:
            continue
        module = importlib.import_module(f"{PACKAGE}.{found.name}")
        cases = [value for value in vars(module).values() if hasattr(value, "event") and callable(value)]
        if not cases:
            empty.append(found.name)
    assert empty == []
