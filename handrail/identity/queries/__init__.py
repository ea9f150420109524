"""Reads users and what they may do: scopes, posts, tokens, the audit log.
Refuses to answer for a post that has ended or an account that is not active, where a scope is asked for."""

from handrail.identity.queries.scopes import (
    DemoUser,
    StaffName,
    TokenEntry,
    demo_users,
    enter_by_token,
    holders_of,
    known_here,
    names_of,
    scope_for,
    scope_of_email,
    scopes_of,
    system_scopes,
)

__all__ = [
    "DemoUser",
    "StaffName",
    "TokenEntry",
    "demo_users",
    "enter_by_token",
    "holders_of",
    "known_here",
    "names_of",
    "scope_for",
    "scope_of_email",
    "scopes_of",
    "system_scopes",
]
