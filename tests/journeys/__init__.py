"""Whole stories through the product, on a platform started as an operator starts it."""
