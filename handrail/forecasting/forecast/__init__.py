"""What a contract will have spent, got back and paid at the end of its years, worked out from what is known on a day.
Refuses Django and the database: facts come in as arguments, figures go out with the terms that they are made of."""
