"""What the buttons of a draft do to its basket: add, remove, open a bundle, take what it offers.
Refuses what the catalogue does not have: the basket stays as it is."""

import re
from dataclasses import replace

from handrail.catalogue.queries import products
from handrail.catalogue.rules.bundles import BundleLine, expand_bundle
from handrail.catalogue.rules.facts import ProductFacts
from handrail.catalogue.rules.specials import is_special
from handrail.catalogue.states import Tracking
from handrail.core.clock import now
from handrail.core.moment import now_is
from handrail.identity.scope import Scope
from handrail.web.prescriber.draft_content import DraftContent
from handrail.web.prescriber.reference import Reference


def stepped(pressed: str, content: DraftContent, offered: Reference) -> tuple[DraftContent, str]:
    """What the button does to the basket, and which part of the page to go to."""
    do, _, what = pressed.partition(":")
    match do:
        case "add" if what in offered.products:
            return with_product(content, what, offered), "basket"
        case "remove" if re.fullmatch(r"[0-9]{1,3}", what):
            return content.without_line(int(what)), "basket"
        case "bundle":
            return with_bundle(content, what, offered), "basket"
        case "offer":
            return with_offer(content, what, offered), "basket"
        case "search" | "found":
            return content, "catalogue"
        case _:
            return content, "basket"


def with_product(content: DraftContent, code: str, offered: Reference) -> DraftContent:
    """With one more of a product: a counted one that is there already becomes more of the same line."""
    for at, line in enumerate(content.lines):
        quantity = line.get("quantity", "")
        counted = offered.products[code].tracking is Tracking.COUNTED
        if counted and line.get("code") == code and re.fullmatch(r"[0-9]{1,4}", quantity):
            more = {**line, "quantity": str(int(quantity) + 1)}
            return replace(content, lines=(*content.lines[:at], more, *content.lines[at + 1 :]))
    return content.with_line(code=code, quantity="1", speed=usual_speed(content, offered))


def usual_speed(content: DraftContent, offered: Reference) -> str:
    """The speed of the last line, so that a basket comes together; of the first, what the contract calls usual."""
    return next((line["speed"] for line in reversed(content.lines) if line.get("speed")), offered.usual_speed)


def with_bundle(content: DraftContent, code: str, offered: Reference) -> DraftContent:
    """With the lines of a bundle; one with several sizes is there to be chosen."""
    products = [record.facts for record in offered.catalogue]
    for line in expand_bundle(offered.bundles, code, products, now_is(now()).today):
        if line.in_basket and line.choices:
            content = with_bundle_line(content, line)
    return content


def offers_of(content: DraftContent, offered: Reference) -> tuple[BundleLine, ...]:
    """What the bundles of the basket offer beside it and is not in it yet."""
    products = [record.facts for record in offered.catalogue]
    inside = {line.get("code", "") for line in content.lines} | {line.get("group", "") for line in content.lines}
    codes = dict.fromkeys(line.get("bundle", "") for line in content.lines)
    return tuple(
        line
        for code in codes
        if code
        for line in expand_bundle(offered.bundles, code, products, now_is(now()).today)
        if not line.in_basket
        and line.choices
        and not inside & {*(c.code for c in line.choices), line.choices[0].size_group}
    )


def with_offer(content: DraftContent, what: str, offered: Reference) -> DraftContent:
    """With one line that a bundle offered, named by bundle and line."""
    wanted = next((line for line in offers_of(content, offered) if f"{line.bundle_code}:{line.line}" == what), None)
    return with_bundle_line(content, wanted) if wanted else content


def with_bundle_line(content: DraftContent, line: BundleLine) -> DraftContent:
    """With one line of a bundle; where there are several sizes, one is still to be chosen."""
    return content.with_line(
        code=line.chosen.code if line.chosen else "",
        group=line.choices[0].size_group,
        quantity=str(line.quantity),
        speed=line.speed,
        bundle=line.bundle_code,
    )


def specials_in(scope: Scope, content: DraftContent, offered: Reference) -> dict[str, ProductFacts]:
    """The specials of a basket, which the catalogue does not offer."""
    codes = {
        code for line in content.lines if is_special(code := line.get("code", "")) and code not in offered.products
    }
    return {code: record.facts for code, record in products(scope, codes=codes).items()} if codes else {}
