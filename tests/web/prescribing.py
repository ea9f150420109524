"""Helpers of the prescribers' and authorisers' page tests."""


def key_of(html: str) -> str:
    """The submission key of the page's last form."""
    return html.rpartition('name="idempotency_key"')[2].partition('value="')[2].partition('"')[0]
