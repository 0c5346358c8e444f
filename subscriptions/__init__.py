"""Infokanal: a town's news as Markdown becomes a site, feeds and one mail per item."""
