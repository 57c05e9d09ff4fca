"""Demo data: two brands and three campaigns, made by the real services from pictures drawn here."""
