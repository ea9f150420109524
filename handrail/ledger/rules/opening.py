"""Owns: what counts as paid for equipment that an old provider had lent.
Refuses nothing: an unknown price follows the contract's term."""

from handrail.ledger.rules.entries import Price


def opening_price(pieces: int, paid_pence: int | None, catalogue_pence: int, percent: int) -> Price:
    """So many at what was paid for each; where nobody knows it, at so many per cent of the catalogue's price of the day
    on which it was brought in, half a penny up."""
    each = (2 * catalogue_pence * percent + 100) // 200 if paid_pence is None else paid_pence
    return Price("equipment", "", pieces, each)
