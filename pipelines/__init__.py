"""Muster: a warehouse of reported numbers. See README.md for the way of the data."""
