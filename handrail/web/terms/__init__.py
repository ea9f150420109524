"""Pages about a contract with its provider: what it says about money, by date, and how long it lasts.
Refuses nothing itself: each page declares its permission, use cases decide."""
