"""The staging tables of the build database, and every statement that writes them.

What belongs here: table definitions (derived from the records), the store that writes whole steps, the lock that
keeps writers apart. What does not: fetching, cleaning and extraction themselves, and anything that dbt builds.
"""
