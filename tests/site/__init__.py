"""The site: real builds of good and broken towns, by Pelican and by publish.py."""
