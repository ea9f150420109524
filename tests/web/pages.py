"""Clients signed in as the county's own staff.
Refuses nothing."""

from django.contrib.auth import get_user_model
from django.test import Client

from handrail.simulation.set_up import County


def signed_in(county: County, key: str) -> Client:
    """A client in which this member of staff is signed in."""
    client = Client()
    user = get_user_model().objects.get(pk=county.users[key])
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def key_of(html: str) -> str:
    """The submission key of the page's last form."""
    return html.rpartition('name="idempotency_key"')[2].partition('value="')[2].partition('"')[0]
