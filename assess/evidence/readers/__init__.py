"""One module per kind of file. Each has a ``READER``; the registry finds it by itself."""
