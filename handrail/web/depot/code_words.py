"""What the contract calls the codes that the depot's records keep.
Refuses nothing: a code that left its list is not in the answer."""

from handrail.core.clock import now
from handrail.core.moment import LONDON
from handrail.partners.queries import code_lists
from handrail.web.shared.request import PageRequest


def words_of(request: PageRequest, *lists: str) -> dict[str, str]:
    """The label of each code of these lists."""
    found = code_lists(request.scope.contract_id, lists, now().astimezone(LONDON).date())
    return {choice.code: choice.label for choices in found.values() for choice in choices}
