"""The pages of those who prescribe: drafts, ordering, following, changing orders, the catalogue.
Refuses decisions: rules decide, and the pages show what they say."""
