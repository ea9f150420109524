"""What was spent, kept and credited, by whatever a commissioner asks about: fund, team, product, age, area, month.
Refuses to hold money: it is read off the ledger's postings, and can be made anew from them."""
