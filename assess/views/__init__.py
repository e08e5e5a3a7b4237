"""Pages: a request comes in, one verb is called, a template is filled."""
