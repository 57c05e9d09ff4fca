"""Agreements of others: people in the picture and guardians say on their own phone whether they agree."""
