"""What every part of Handrail may use: time, money, identifiers, places, and the record of what was done.
Refuses to know any other package of Handrail."""
