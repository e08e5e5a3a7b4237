"""The REST interface: serializers and views over the same verbs as the pages."""
