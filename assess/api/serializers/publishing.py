"""A framework or profile that somebody publishes over REST."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from assess.api.serializers.strict import Strict, VisibleKey
from assess.models import Organisation
from indicators.models import Framework, Profile
from indicators.reading import MOST_BYTES, read_toml
from indicators.uploads import Upload, read_upload, root_of


class _Owned(Strict):
    """What is published, and for whom."""

    organisation = VisibleKey(
        queryset=Organisation.objects.all(),
        required=False,
        allow_null=True,
        help_text="Who will own and see it; null (administrators only) for everybody.",
    )


class NewVersion(_Owned):
    """Either the tables or the text of a TOML file."""

    tables = serializers.DictField(required=False, help_text="The tables of the file.")
    toml = serializers.CharField(
        required=False, max_length=MOST_BYTES, trim_whitespace=False, help_text="The file's text."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """One of the two."""
        if ("tables" in attrs) == ("toml" in attrs):
            expected = _("either “tables” or “toml”")
            raise serializers.ValidationError({"tables": [expected]}, code="required")
        return attrs


class NewVersionFile(_Owned):
    """A TOML file, or an Excel workbook made from the template."""

    file = serializers.FileField(max_length=200, help_text="TOML or .xlsx, at most 2 MiB.")


class PublishedSerializer(serializers.Serializer[Any]):
    """The version that is now published; the digest is the SHA-256 of its content."""

    kind = serializers.SerializerMethodField()
    code = serializers.CharField()
    version = serializers.CharField()
    digest = serializers.CharField()
    organisation = serializers.UUIDField(source="owner", allow_null=True)
    published_at = serializers.DateTimeField()

    def get_kind(self, row: Framework | Profile) -> str:
        """“framework” or “profile”."""
        return str(self.context.get("kind", "framework"))


def upload_of(given: dict[str, Any]) -> Upload:
    """Read what was sent; raises DefinitionError."""
    if "file" in given:
        return read_upload(given["file"].read(MOST_BYTES + 1), "file")
    tables = given["tables"] if "tables" in given else read_toml(given["toml"].encode(), "toml")
    return Upload(root_of(tables), tables)
