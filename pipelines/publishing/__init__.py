"""The file that analysts read: how the marts get into it, and how it takes the place of the last one.

What belongs here: copying and swapping. What does not: anything that makes or changes a row.
"""
