"""The outputs: which exist, what each is made from, how it is rendered and written. No Pelican."""
