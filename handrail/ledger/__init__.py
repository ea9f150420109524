"""Money: funds and who pays into them, accounts, entries that balance.
Refuses to know an order or a visit: an entry names its cause, and a posting the line it is about."""
