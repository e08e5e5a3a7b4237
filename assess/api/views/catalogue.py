"""What is measured, and the cards."""

from django.db.models import Prefetch, QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from assess.api.serializers.catalogue import CardSerializer, FrameworkDetail, FrameworkSerializer
from assess.api.views.requests import person
from indicators.models import Accelerator, Framework, Profile


@extend_schema(tags=["catalogue"], summary="Published frameworks")
class FrameworkList(ListAPIView[Framework]):
    """Framework versions published for everybody, and those of your organisations."""

    queryset = Framework.objects.none()
    serializer_class = FrameworkSerializer
    pagination_class = None

    def get_queryset(self) -> QuerySet[Framework]:
        """Narrow to what is visible."""
        rows: QuerySet[Framework] = Framework.objects.visible_to(person(self.request))
        return rows.order_by("code", "-published_at")


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


@extend_schema(tags=["catalogue"], summary="Accelerator cards")
class CardList(ListAPIView[Accelerator]):
    """The catalogue of accelerator cards, with sources."""

    queryset = Accelerator.objects.all()
    serializer_class = CardSerializer
    pagination_class = None
