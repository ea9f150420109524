"""What is to come, worked out from plain numbers: the commissioners' savings model with its ranges and comparisons.
Refuses Django and the database: facts come in as arguments, figures go out."""
