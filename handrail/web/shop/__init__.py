"""The pages of a shop or pharmacy: a voucher by its number, and taking it.
Refuses to show anything of a person: a shop's staff is told what a voucher is for, and no more."""
