"""What is measured, and the cards."""

from django.db.models import Prefetch, QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from assess import drafts
from assess.api.lists import Listing, ListQuery, listed
from assess.api.parsers import StrictJSONParser
from assess.api.serializers.catalogue import CardSerializer, FrameworkDetail, FrameworkSerializer
from assess.api.serializers.publishing import (
    NewVersion,
    NewVersionFile,
    PublishedSerializer,
    upload_of,
)
from assess.api.views.requests import person, valid
from indicators.models import Accelerator, Framework, Profile


class FrameworkQuery(ListQuery):
    """What may be asked of the list of frameworks."""

    code = serializers.CharField(required=False)

    orders = ("-published_at", "published_at", "code", "-code")
    lookups = {"code": "code"}


class CardQuery(ListQuery):
    """What may be asked of the list of cards."""

    vendor = serializers.CharField(required=False)
    name = serializers.CharField(required=False, help_text="Part of the name.")

    orders = ("code", "-code", "name", "-name", "-peak_tflops")
    lookups = {"vendor": "vendor__iexact", "name": "name__icontains"}


class FrameworkList(Listing[Framework]):
    """Framework versions published for everybody, and those of your organisations."""

    queryset = Framework.objects.none()
    serializer_class = FrameworkSerializer
    query = FrameworkQuery
    parser_classes = [StrictJSONParser, MultiPartParser]

    @listed(FrameworkQuery, tags=["catalogue"], summary="Published frameworks")
    def get(self, request: Request) -> Response:
        """In pages."""
        return self.list(request)

    @extend_schema(
        tags=["catalogue"],
        summary="Publish a framework or scoring profile",
        request={"application/json": NewVersion, "multipart/form-data": NewVersionFile},
        responses={201: PublishedSerializer},
    )
    def post(self, request: Request) -> Response:
        """Tables or TOML in JSON, or a TOML or Excel file: published, or every fault at once."""
        whole = NewVersion if request.content_type == "application/json" else NewVersionFile
        given = valid(whole, request)
        upload = upload_of(given)
        organisation, by = given.get("organisation"), person(request)
        row = upload.checked(
            lambda tables: drafts.publish_tables(upload.root, tables, organisation, by=by)
        )
        return Response(PublishedSerializer(row, context={"kind": upload.root}).data, status=201)

    def rows(self) -> QuerySet[Framework]:
        """Narrow to what is visible."""
        return Framework.objects.visible_to(person(self.request))


class FrameworkView(APIView):
    """A framework."""

    @extend_schema(
        tags=["catalogue"], summary="A framework with its profiles", responses=FrameworkDetail
    )
    def get(self, request: Request, code: str) -> Response:
        """The newest version of a framework."""
        profiles = Prefetch("profiles", Profile.objects.visible_to(person(request)))
        rows = Framework.objects.visible_to(person(request)).prefetch_related(profiles)
        newest = rows.filter(code=code).order_by("-published_at", "-version").first()
        if newest is None:
            raise Http404
        return Response(FrameworkDetail(newest).data)


class CardList(Listing[Accelerator]):
    """The catalogue of accelerator cards, with sources."""

    queryset = Accelerator.objects.none()
    serializer_class = CardSerializer
    query = CardQuery

    @listed(CardQuery, tags=["catalogue"], summary="Accelerator cards")
    def get(self, request: Request) -> Response:
        """In pages."""
        return self.list(request)

    def rows(self) -> QuerySet[Accelerator]:
        """The same for everybody."""
        return Accelerator.objects.all()
