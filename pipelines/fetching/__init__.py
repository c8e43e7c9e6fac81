"""How a page comes in and is kept: a polite HTTP client, its address guard and robots.txt, and the WARC archive.

Nothing here knows which sources there are or what a page says; see `pipelines.sources` and `pipelines.cleaning`.
"""
