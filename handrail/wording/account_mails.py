"""Words of the mails about somebody's own account: who asked for what, and what to do if it was not them.
Refuses nothing: what is not named here, nobody here is sent."""

from collections.abc import Mapping
from dataclasses import dataclass

NOT_YOU = "If it was not you, ring whoever looks after Handrail where you work. Somebody else may have your password."


@dataclass(frozen=True, slots=True)
class AccountMail:
    """A mail's subject, and its paragraphs; `{link}` stands for the address to open, `{provider}` for who signs in."""

    subject: str
    paragraphs: tuple[str, ...]


# By the name under which the library that signs people in asks for each.
ACCOUNT_MAILS: Mapping[str, AccountMail] = {
    "account/email/password_reset_key": AccountMail(
        "Choose your password",
        (
            "Open this address to choose your password for {service}:",
            "{link}",
            "If you did not ask for this, do nothing. Your password stays as it is.",
        ),
    ),
    "account/email/password_reset": AccountMail(
        "You have a new password", ("Your password was changed by the link that we sent you.", NOT_YOU)
    ),
    "account/email/password_changed": AccountMail("Your password was changed", ("You changed your password.", NOT_YOU)),
    "account/email/password_set": AccountMail(
        "You have a password now", ("You chose a password for your account.", NOT_YOU)
    ),
    "mfa/email/totp_activated": AccountMail(
        "Your authenticator app is set up",
        ("From now on you are asked for a code of your app when you sign in.", NOT_YOU),
    ),
    "mfa/email/totp_deactivated": AccountMail(
        "Your authenticator app was removed", ("You are not asked for a code of your app any more.", NOT_YOU)
    ),
    "mfa/email/webauthn_added": AccountMail(
        "A security key was added", ("You can sign in with your new security key.", NOT_YOU)
    ),
    "mfa/email/webauthn_removed": AccountMail(
        "A security key was removed", ("Nobody can sign in with that key any more.", NOT_YOU)
    ),
    "mfa/email/recovery_codes_generated": AccountMail(
        "You have new recovery codes", ("The old codes no longer work. Keep the new ones in a safe place.", NOT_YOU)
    ),
    "socialaccount/email/account_connected": AccountMail(
        "You can sign in another way", ("From now on you can sign in with {provider} too.", NOT_YOU)
    ),
    "socialaccount/email/account_disconnected": AccountMail(
        "A way to sign in was removed", ("You cannot sign in with {provider} any more.", NOT_YOU)
    ),
}


def account_mail(name: str, *, service: str, link: str = "", provider: str = "") -> tuple[str, str]:
    """Subject and text of one of these. Raises KeyError for any other."""
    said = ACCOUNT_MAILS[name]
    text = "\n\n".join(said.paragraphs)
    for mark, words in (("{service}", service), ("{link}", link), ("{provider}", provider)):
        text = text.replace(mark, words)
    return f"{service}: {said.subject}", f"{text}\n"
