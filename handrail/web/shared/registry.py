"""Every URL with the permission it declares, so that tests can walk them all.
Refuses a URL that declares nothing."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

from handrail.web.shared.views import Access, Openness

# Pages of packages, by name; every other page carries its Access itself (`views.page`).
EVERYONES = Access(Openness.EVERYONE)
ANY_USERS = Access(Openness.SIGNED_IN)
OF_PACKAGES: dict[str, Access] = {
    "healthz": EVERYONES,
    "account_login": EVERYONES,
    "account_logout": EVERYONES,
    "account_signup": EVERYONES,
    "account_inactive": EVERYONES,
    "account_reset_password": EVERYONES,
    "account_reset_password_done": EVERYONES,
    "account_reset_password_from_key": EVERYONES,
    "account_reset_password_from_key_done": EVERYONES,
    "account_change_password": ANY_USERS,
    "account_reauthenticate": ANY_USERS,
    "mfa_authenticate": EVERYONES,
    "mfa_login_webauthn": EVERYONES,
    "mfa_index": ANY_USERS,
    "mfa_reauthenticate": ANY_USERS,
    "mfa_activate_totp": ANY_USERS,
    "mfa_deactivate_totp": ANY_USERS,
    "mfa_view_recovery_codes": ANY_USERS,
    "mfa_generate_recovery_codes": ANY_USERS,
    "mfa_download_recovery_codes": ANY_USERS,
    "mfa_list_webauthn": ANY_USERS,
    "mfa_add_webauthn": ANY_USERS,
    "mfa_remove_webauthn": ANY_USERS,
    "mfa_edit_webauthn": ANY_USERS,
    "mfa_reauthenticate_webauthn": ANY_USERS,
    "openid_connect_login": EVERYONES,
    "openid_connect_callback": EVERYONES,
    "socialaccount_signup": EVERYONES,
    "socialaccount_login_cancelled": EVERYONES,
    "socialaccount_login_error": EVERYONES,
    "socialaccount_connections": ANY_USERS,
}
# Guarded by tokens with scopes, not by pages' permissions; walked by the API's own tests.
BY_TOKEN = ("api/",)


@dataclass(frozen=True, slots=True)
class Route:
    """One URL: its pattern, its full name, and what it declares (None: nothing, which a test refuses)."""

    pattern: str
    name: str
    access: Access | None


def routes() -> Iterator[Route]:
    """Every URL of the site but the API's."""
    yield from _walk(get_resolver().url_patterns, "", "")


def _walk(patterns: list[URLPattern | URLResolver], before: str, namespace: str) -> Iterator[Route]:
    for entry in patterns:
        pattern = f"{before}{entry.pattern}"
        if pattern.startswith(BY_TOKEN):
            continue
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry.url_patterns, pattern, inner)
        else:
            declared = getattr(entry.callback, "access", None) or OF_PACKAGES.get(entry.name or "")
            yield Route(pattern, f"{namespace}{entry.name}", declared)
