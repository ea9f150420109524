"""Why equipment is asked for: assessments, goals, measurements.
Refuses to judge what is right for a person."""
