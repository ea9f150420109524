"""The pages of the service desk and the control room.
Refuses people's names to whoever may not see people: a commissioner sees numbers and places."""
