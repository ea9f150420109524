"""Owns: specials, from asking for one to its being bought: what is needed, what was looked at first, and the quotes.
Refuses to decide who may release what it costs: that is the order's, by the authority rules of every order."""
