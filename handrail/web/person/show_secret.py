"""The page that shows the code of a key safe or gate after asking for what work it is.
Refuses to show it on GET: the reason comes first, and is written down with who looked."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponseBase

from handrail.core.refusal import Refused
from handrail.identity.roles import Permission
from handrail.usecases.show_secret import SecretWanted
from handrail.usecases.show_secret import show_secret as show_secret_now
from handrail.web.shared import fields
from handrail.web.shared.forms import HandrailForm
from handrail.web.shared.request import PageRequest
from handrail.web.shared.views import call_of, page, render


class ShowSecretForm(HandrailForm):
    """For what work the code is needed."""

    why = fields.TextField("What do you need the code for?", longest=200, hint="For example: visit 800123 today")


@dataclass(frozen=True, slots=True)
class ShowSecretPage:
    """The question, or the code."""

    form: ShowSecretForm
    code: str = ""


@page(Permission.EDIT_PERSON, Permission.DO_VISITS)
def show_secret(request: PageRequest, note_id: UUID) -> HttpResponseBase:
    """Asks, then shows. The answer is not kept, so the call has no key."""
    form = ShowSecretForm(request.POST) if request.method == "POST" else ShowSecretForm()
    code = ""
    if request.method == "POST" and form.is_valid():
        try:
            call = call_of(request, why=form.cleaned_data["why"])
            code = show_secret_now(call, request=SecretWanted(note_id)).code
        except Refused as refused:
            form.refuse(refused)
    return render(request, "person/show_secret.html", ShowSecretPage(form, code), form=form)
