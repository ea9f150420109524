"""The pages about people, for every role that may see them: find, add, the person's page, edit, life events, join.
Refuses whoever has no permission for people; each opening of a record is written down."""
