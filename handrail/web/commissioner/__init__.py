"""Pages for commissioners: scenarios of what a plan costs and saves.
Refuses everybody without PLAN_SCENARIOS."""
