"""What to read: the definitions in `sources.yml`, and how each kind of source gives its pages.

`config` checks the file, `folder` and `urls` read the two kinds, `capture` asks a source for every page it has.
How a page comes over the network belongs to `pipelines.fetching`; what a page says, to `pipelines.cleaning`.
"""
