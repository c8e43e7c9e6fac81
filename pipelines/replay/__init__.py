"""Back from the archive to the staging tables: what makes everything in DuckDB something that can be thrown away.

`journal` keeps, beside the WARC files of a day, what came of each address that was asked for; `restore` stages pages
and outcomes again from both; `days` says which days there are. Nothing here asks the network.
"""
