"""How good the forecast is: counties of chance whose future is known, forecast month by month from what was known then.
Refuses to let the forecast see how chance was made: it gets orders, loans and prices, as a real county has them."""
