"""The published tables as files for other programs: CSV and Parquet, with a data package that describes them.

What belongs here: writing files and describing them. What a table means is taken from the dbt project.
"""
