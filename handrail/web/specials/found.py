"""What the pages about one request share: finding it, and the ways back.
Refuses (404) what is outside the scope."""

from uuid import UUID

from django.urls import reverse

from handrail.core.refusal import CallReason, refuse
from handrail.identity.calls import opened, reading
from handrail.specials.queries.shown import ShownSpecial, shown_special
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Crumb, Link
from handrail.web.shared.views import call_of

FORM = "admin/form.html"
LIST = Crumb("Specials", "/specials/")


def special_of(request: PageRequest, special_id: UUID) -> ShownSpecial:
    """The request. It says what somebody needs, so that their record was opened is written down."""
    with reading(request.scope):
        one = shown_special(request.scope, special_id)
        if one is None:
            raise refuse(CallReason.NOT_FOUND, "special_id")
        opened(request.scope, one.person_id, call_of(request).at)
    return one


def back_to(one: ShownSpecial) -> Link:
    """Back to the request."""
    return Link("Back to the special", reverse("specials:special", args=[one.id]))


def crumbs_of(one: ShownSpecial) -> tuple[Crumb, ...]:
    """The way back from a page about it."""
    return (LIST, Crumb("Special", reverse("specials:special", args=[one.id])))
