"""Measures how fast and how big Handrail is, each time against a floor measured in the same run; `make bench` runs it.
Refuses to be a test: a bound that fails is said loudly, and the process still ends well."""
