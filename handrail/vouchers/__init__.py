"""Owns: vouchers for a shop or pharmacy, by number: what for, worth how much, until when, and what became of each.
Refuses to know a person: whom a voucher is for is told by its order line alone, which a shop does not see."""
