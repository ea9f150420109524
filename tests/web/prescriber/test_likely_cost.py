"""What a thing likely costs in the end stands beside its price, where it is chosen and where it is released."""

from dataclasses import replace

import pytest

from handrail.catalogue.queries import orderable
from handrail.core.clock import now
from handrail.core.moment import now_is
from handrail.identity.calls import reading
from handrail.ledger.codes import Excluded
from handrail.ledger.queries import money_terms
from handrail.ledger.rules.credits import never
from handrail.simulation.set_up import County
from handrail.spending.rules import Returned
from handrail.web.prescriber.likely import likely_of, likely_total
from tests.ordering import lines, placed, someone
from tests.web.pages import signed_in
from tests.web.prescriber.test_place_order import basket, post, start

pytestmark = pytest.mark.django_db


def test_it_stands_after_the_price_and_what_is_left_to_do(county: County) -> None:
    who, nurse = someone(county), signed_in(county, "nurse")
    found = nurse.get(start(county, who), {"words": "BED-010"}).content.decode()
    assert found.index("£695.00") < found.index("Likely cost: £") < found.index("as the catalogue expects")
    draft = nurse.get(post(nurse, start(county, who), "save", **basket("BED-010", "TOI-030"))).content.decode()
    so_far = draft.partition('id="so-far"')[2]
    assert "Likely cost of one: £" in draft
    assert so_far.index("Still to do") < so_far.index("Likely cost after returns: £")


def test_an_authoriser_reads_it_too(county: County) -> None:
    order = placed(county, someone(county), *lines("MAT-022", "BED-020", "MAT-024"))
    shown = signed_in(county, "adviser").get(f"/approvals/{order.release_ids[0]}/").content.decode()
    assert shown.index("Comes to") < shown.index("Likely after returns")


def test_what_the_service_has_seen_takes_the_place_of_what_the_catalogue_expects(county: County) -> None:
    scope = county.scopes["nurse"]
    with reading(scope):
        catalogue = orderable(scope, now_is(now()).today)
        terms = money_terms(scope).credit.of(now_is(now()).today)
    bed = next(record for record in catalogue if record.facts.code == "BED-010")
    found = likely_of(catalogue, {bed.id: Returned(40, 20, 3)}, terms)["BED-010"]
    # Half of 85% of £695.00, which is £295.375, comes back.
    assert (found.pence, found.words) == (
        39_962,
        "£399.62 after returns: about 5 of 10 come back, seen in this service",
    )
    kept = replace(bed, credit_eligible=False)
    assert likely_of([kept], {}, terms) == {}
    assert likely_of([bed], {}, (*terms, never(Excluded.CATEGORY, "beds"))) == {}
    assert likely_total([("BED-010", 69_500, 2), ("ELSE", 100, 1)], {"BED-010": found}) == "£800.24"
    assert likely_total([("ELSE", 100, 1)], {"BED-010": found}) == ""
