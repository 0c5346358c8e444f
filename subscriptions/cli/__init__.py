"""The command line: one file a command. The only room that speaks to people."""
