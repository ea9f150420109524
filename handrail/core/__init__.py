"""What every part of Handrail may use: time, money, identifiers, places, and the record of what was done.
Knows no other package of Handrail."""
