"""What to read: the definitions in `sources.yml`, and how each kind of source gives its pages.

`config` checks the file, whose entries are of `source`'s type. `discovery` tells which addresses a source on the web
offers, by way of `feed`, `sitemap`, `links`, `dates` and `xml`, which trust nothing that they read; `folder` and `warc`
read files on this computer. `capture` asks a source for every page it has.
How a page comes over the network belongs to `pipelines.fetching`; what a page says, to `pipelines.cleaning`.
"""
