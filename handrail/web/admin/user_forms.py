"""The forms that add a user, change who they are, change their post, and move their account.
Refuses nothing itself: the use cases decide, and name every field that is wrong."""

from uuid import UUID

from django.http import Http404, HttpResponseBase
from django.urls import reverse

from handrail.core.refusal import Refused
from handrail.identity.calls import reading
from handrail.identity.queries.users import UserFilters, UserPost, users
from handrail.identity.roles import Permission, Role
from handrail.identity.rules import NEED_A_REASON, PostWanted
from handrail.identity.states import AccountEvent
from handrail.partners.queries import code_lists, depots, partners_of
from handrail.partners.queries.registers import team_register
from handrail.usecases.add_user import UserWanted, add_user
from handrail.usecases.edit_users import (
    AccountMove,
    PostChange,
    UserChange,
    change_post,
    change_user,
    move_account,
)
from handrail.web.admin.editing import EditForm, Standing, submit_edit
from handrail.web.admin.shapes import HOME, FormPage, crumb, day_after, last_day, london_today
from handrail.web.admin.users import ROLES, found_user, is_new
from handrail.web.admin.welcome import welcome
from handrail.web.shared import fields
from handrail.web.shared.fields.choices import offer
from handrail.web.shared.forms import HandrailForm
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Link
from handrail.web.shared.views import call_of, go, page, render, submit
from handrail.wording import say


class PostForm(EditForm):
    """A post: for which partner and team, as what, from when until when."""

    partner_id = fields.SelectField("Partner")
    team_id = fields.SelectField("Team", blank="No team", required=False)
    depot_id = fields.SelectField(
        "Depot or store", blank="None", required=False, hint="Depot workers and drivers need one"
    )
    job_category = fields.SelectField(
        "Job", blank="None", required=False, hint="It decides what a prescriber or authoriser may do"
    )
    roles = fields.CheckboxesField("Roles", ROLES)
    supervisor_id = fields.SelectField("Supervisor", blank="None", required=False)
    on_call = fields.TickField("On call: may be asked to approve urgent orders at once", required=False)
    from_on = fields.DateField("First day")
    until_on = fields.DateField("Last day", required=False, hint="Leave it empty if the post has no end")

    user_id: UUID

    def post(self) -> PostWanted:
        """The post as typed."""
        given = self.cleaned_data
        ids = {name: UUID(given[name]) if given[name] else None for name in ("team_id", "depot_id", "supervisor_id")}
        return PostWanted(
            partner_id=UUID(given["partner_id"]),
            roles=tuple(Role(role) for role in given["roles"]),
            from_on=given["from_on"],
            until_on=day_after(given["until_on"]),
            job_category=given["job_category"],
            on_call=given["on_call"],
            **ids,
        )

    def to_request(self) -> PostChange:
        """What the form asks for."""
        return PostChange(self.user_id, self.post(), self.version)


class NewUserForm(PostForm):
    """A new user with a post."""

    name = fields.TextField("Name", longest=120)
    email = fields.EmailField("Work email address", hint="They sign in with it")
    phone = fields.TextField("Phone", longest=30, width="20", required=False)
    professional_number = fields.TextField("Professional number", longest=30, width="20", required=False)
    trained = fields.YesNoField(
        "Have they been trained?",
        hint="If yes, they get an email at once that says how to get in. If not, when you make the account active",
    )

    field_order = ("name", "email", "phone", "professional_number", *PostForm.base_fields, "trained")

    def wanted(self) -> UserWanted:
        """The user as typed."""
        given, post = self.cleaned_data, self.post()
        return UserWanted(
            name=given["name"], email=given["email"], partner_id=post.partner_id, roles=post.roles,
            from_on=post.from_on, job_category=post.job_category, team_id=post.team_id, depot_id=post.depot_id,
            supervisor_id=post.supervisor_id, on_call=post.on_call, phone=given["phone"],
            professional_number=given["professional_number"], applied_only=not given["trained"],
        )  # fmt: skip


class UserForm(EditForm):
    """Who someone is, and whether they may sign in."""

    name = fields.TextField("Name", longest=120)
    phone = fields.TextField("Phone", longest=30, width="20", required=False)
    professional_number = fields.TextField("Professional number", longest=30, width="20", required=False)
    is_active = fields.YesNoField("May this user sign in?", hint="To end only this post, use the account instead")

    user_id: UUID

    def to_request(self) -> UserChange:
        """What the form asks for."""
        given = self.cleaned_data
        return UserChange(
            self.user_id, given["name"], given["phone"], given["professional_number"], given["is_active"], self.version
        )


class AccountForm(HandrailForm):
    """One step of an account."""

    reason = fields.TextAreaField("Why?", rows=3, longest=500, required=False)

    user_id: UUID
    event: AccountEvent

    def to_request(self) -> AccountMove:
        """What the form asks for."""
        return AccountMove(self.user_id, self.event, self.cleaned_data["reason"])


def offer_choices[F: PostForm](request: PageRequest, form: F) -> F:
    """Partners, teams, stores, jobs and colleagues of the contract, as choices."""
    today, scope = london_today(), request.scope
    with reading(scope):
        jobs = code_lists(scope.contract_id, ["job_category"], today)["job_category"]
        choices = {
            "partner_id": [(str(row.id), row.name) for row in partners_of(scope.contract_id, today)],
            "team_id": [
                (str(row.id), f"{row.name} ({row.partner})")
                for row in team_register(scope.contract_id, today)
                if row.closed_on is None
            ],
            "depot_id": [(str(row.id), row.name) for row in depots(scope.contract_id)],
            "job_category": [(code.code, code.label) for code in jobs],
            "supervisor_id": [
                (str(row.user_id), row.name)
                for row in users(scope, UserFilters(), today=today, sort="name", descending=False, limit=None, offset=0)
            ],
        }
    for name, offered in choices.items():
        offer(form, name, offered)
    return form


@page(Permission.ADMINISTER)
def user_new(request: PageRequest) -> HttpResponseBase:
    """Add a user with a post."""
    posted = request.POST if request.method == "POST" else None
    form = offer_choices(request, NewUserForm(posted, initial={"from_on": london_today()}))
    if request.method == "POST" and form.is_valid():
        try:
            (made,) = add_user(call_of(request, form.key), users=(form.wanted(),))
        except Refused as refused:
            form.refuse(refused)
        else:
            return _added(request, found_user(request, made))
    return render(request, "admin/form.html", _page("Add a user", form, reverse("admin:users")), form=form)


def _added(request: PageRequest, row: UserPost) -> HttpResponseBase:
    """To the new user's page, which says how they get in."""
    if is_new(row):
        answer = go(request, "admin:user", row.user_id, flash=f"{row.name} was added.")
        welcome(request, row)
        return answer
    if row.signed_in_at is not None:
        how = "They sign in as they did before."
    else:
        how = "Once the account is made active, they get an email that says how to get in."
    return go(request, "admin:user", row.user_id, flash=f"{row.name} was added. {how}")


def _user_standing(row: UserPost) -> Standing:
    names = ("name", "phone", "professional_number", "is_active")
    return Standing({name: getattr(row, name) for name in names}, row.user_version, f"user:{row.user_id}")


def _post_standing(row: UserPost) -> Standing:
    names = ("partner_id", "team_id", "depot_id", "job_category", "roles", "supervisor_id", "on_call", "from_on")
    values = {name: getattr(row, name) for name in names} | {"until_on": last_day(row.until_on)}
    return Standing(values, row.version, f"user:{row.user_id}")


@page(Permission.ADMINISTER)
def user_edit(request: PageRequest, user_id: UUID) -> HttpResponseBase:
    """Change who someone is."""
    row = found_user(request, user_id)
    form = UserForm(request.POST if request.method == "POST" else None, standing=_user_standing(row))
    form.user_id = user_id
    if request.method == "POST" and submit_edit(
        request, form, change_user, lambda: _user_standing(found_user(request, user_id))
    ):
        return go(request, "admin:user", user_id, flash=f"{form.cleaned_data['name']} was changed.")
    return render(request, "admin/form.html", _user_page(f"Change {row.name}", form, row), form=form)


@page(Permission.ADMINISTER)
def post_edit(request: PageRequest, user_id: UUID) -> HttpResponseBase:
    """Change someone's post."""
    row = found_user(request, user_id)
    posted = request.POST if request.method == "POST" else None
    form = offer_choices(request, PostForm(posted, standing=_post_standing(row)))
    form.user_id = user_id
    if request.method == "POST" and submit_edit(
        request, form, change_post, lambda: _post_standing(found_user(request, user_id))
    ):
        return go(request, "admin:user", user_id, flash=f"The post of {row.name} was changed.")
    return render(request, "admin/form.html", _user_page(f"Post of {row.name}", form, row), form=form)


@page(Permission.ADMINISTER)
def account_move(request: PageRequest, user_id: UUID, event: str) -> HttpResponseBase:
    """Move an account one step; where it is taken away, with a reason."""
    row = found_user(request, user_id)
    try:
        step = AccountEvent(event.upper())
    except ValueError as unknown:
        raise Http404 from unknown
    form = AccountForm(request.POST if request.method == "POST" else None)
    form.user_id, form.event = user_id, step
    if request.method == "POST" and submit(request, form, move_account) is not None:
        answer = go(request, "admin:user", user_id, flash=f"{row.name}: {say(step).lower()}.")
        if is_new(now_is := found_user(request, user_id)):
            welcome(request, now_is)
        return answer
    shown = _user_page(f"{say(step)}: {row.name}", form, row, button=say(step))
    if step not in NEED_A_REASON:
        form.fields["reason"].help_text = "You may leave this empty"
    return render(request, "admin/form.html", shown, form=form)


def _user_page(title: str, form: HandrailForm, row: UserPost, *, button: str = "Save") -> FormPage:
    crumbs = (HOME, crumb("Users", "admin:users"))
    back = reverse("admin:user", args=[row.user_id])
    return FormPage(title, form, button, Link("Cancel", back), crumbs)


def _page(title: str, form: HandrailForm, back: str) -> FormPage:
    return FormPage(title, form, "Save", Link("Cancel", back), (HOME, crumb("Users", "admin:users")))
