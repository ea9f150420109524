"""Promise 7: what was spent is seen as far as a partner reaches, folded or not."""

from dataclasses import replace

import pytest

from handrail.identity.calls import reading
from handrail.simulation.northdown import COMMUNITY, NEIGHBOUR
from handrail.simulation.set_up import County
from handrail.spending.codes import By
from handrail.spending.models import Cross
from tests.spending.test_crossed import ALL, TIMES, asked, besides, delivered, fold

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("partner", "reach", "sees"), [(NEIGHBOUR, "NONE", False), (NEIGHBOUR, "OWN", False), (COMMUNITY, "OWN", True)]
)
def test_promise_7_a_partner_sees_what_was_spent_on_its_own_people(
    county: County, partner: str, reach: str, sees: bool
) -> None:
    delivered(county, "BED-010")
    whole = asked(county, By.PERSON)
    # Everything else about the reader stays as it is.
    county.scopes["desk"] = replace(county.scopes["desk"], partner_id=county.partner(partner), reach=reach)
    before = asked(county, By.PERSON)
    assert besides(county, ALL) is None
    assert (before == whole) is sees
    fold(county)
    assert asked(county, By.PERSON) == before
    # Sums of everybody are not for who sees some, whatever a question would make of them.
    assert asked(county, By.PERSON, question=TIMES["ever"]) == before
    with reading(county.scopes["desk"]):
        assert not Cross.objects.exists()
