"""The scenario that docs/scenario.md works by hand, for whoever wants something to begin with.
Refuses to be anybody's real figures: a test holds it to that page."""

from typing import Final

EXAMPLE: Final = b"""{"name": "Reuse and self-purchase",
 "credit_rate": 0.85, "equipment_share": 0.80, "reuse_rate": 0.60,
 "years": [
  {"label": "2026/27", "gross_spend": 5000000, "baseline_net": 3700000,
   "self_purchase_rate": 0.05, "reuse_uplift": 0.04},
  {"label": "2027/28", "gross_spend": 5150000, "baseline_net": 3811000,
   "self_purchase_rate": 0.06, "reuse_uplift": 0.06}]}
"""
