"""The invented county of Northdown and its history, made by walking the real use cases.
Refuses real people: names, birth dates and NHS numbers are made up, the numbers from the test range 999."""
