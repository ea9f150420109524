"""The pages of a crew on the road, made for a phone held in one hand.
Refuses every stop that is not on the user's own run of today or tomorrow."""
