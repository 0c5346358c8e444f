"""The command line: one file a command. The only room that speaks to people."""

import os

# Looking for plugins of a library through all that is installed takes as long as a small build.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
