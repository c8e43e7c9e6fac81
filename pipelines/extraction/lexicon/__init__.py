"""The word lists: what an analyst may want to change."""
