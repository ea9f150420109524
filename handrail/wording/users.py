"""Words for users: their roles, the steps of what they may order, the states of their accounts, and the email that
says how to get in the first time. Refuses nothing; see `wording.say`."""

from dataclasses import dataclass
from datetime import date

from handrail.identity.roles import Role
from handrail.identity.states import AccountState, AuthorityStep
from handrail.wording.family import Family
from handrail.wording.shown import day

FAMILIES = (
    Family(
        Role,
        {
            Role.PRESCRIBER: "Prescriber",
            Role.AUTHORISER: "Authoriser",
            Role.DEPOT: "Depot worker",
            Role.DRIVER: "Driver and technician",
            Role.CONTROLLER: "Service desk",
            Role.COMMISSIONER: "Commissioner",
            Role.POOL_MANAGER: "Pool manager",
            Role.PROVIDER_MANAGER: "Provider manager",
            Role.RETAILER: "Shop or pharmacy",
            Role.ADMINISTRATOR: "Administrator",
            Role.SYSTEM: "The system itself",
        },
    ),
    # Who it takes, within a sentence.
    Family(
        AuthorityStep,
        {
            AuthorityStep.SIMPLE_AIDS: "somebody trained for simple aids",
            AuthorityStep.ASSISTANT: "an assistant",
            AuthorityStep.CLINICIAN: "a registered professional",
            AuthorityStep.SPECIALIST: "a specialist",
            AuthorityStep.PANEL: "a panel or clinical adviser",
        },
    ),
    Family(
        AccountState,
        {
            AccountState.APPLIED: "Applied",
            AccountState.TRAINED: "Trained",
            AccountState.ACTIVE: "Active",
            AccountState.SUSPENDED: "Suspended",
            AccountState.LEFT: "Left",
        },
        {
            AccountState.APPLIED: "yellow",
            AccountState.TRAINED: "aqua-green",
            AccountState.ACTIVE: "green",
            AccountState.SUSPENDED: "red",
        },
    ),
)


@dataclass(frozen=True, slots=True)
class Welcome:
    """What the email to a new user says. `providers`: the organisation's own ways to sign in."""

    name: str
    email: str
    partner: str
    by: str
    link: str
    days: int
    sign_in: str
    service: str
    providers: tuple[str, ...]
    from_on: date
    second_step: bool


def welcome_words(to: Welcome) -> tuple[str, str]:
    """Subject and text of the email by which a new user gets in."""
    steps = [
        f"Open this link and choose a password of 12 characters or more. It works once, for {to.days} days.\n{to.link}",
        f"Sign in with your email address, {to.email}, and your new password.\n{to.sign_in}",
    ]
    if to.second_step:
        steps.append(
            "You are then asked to set up a second step: an app on your phone that shows codes (an authenticator app), "
            "or a security key. It takes two minutes. Have your phone with you."
        )
    parts = [
        f"Hello {to.name},",
        f"{to.by} has made an account for you in {to.service}. Your post at {to.partner} begins on {day(to.from_on)}.",
        "This is how you get in the first time:",
        "\n".join(f"{number}. {step}" for number, step in enumerate(steps, start=1)),
        *(
            f"Or press “Sign in with {name}” on the same page. Then you need no password of ours."
            for name in to.providers
        ),
        "If the link no longer works, press “I do not know my password” on the sign-in page. We then send you another.",
        f"Nobody will ask you for your password, not even {to.by}. If this email is not for you, tell them.",
    ]
    return f"Your account in {to.service}: how to get in", "\n\n".join(parts) + "\n"
