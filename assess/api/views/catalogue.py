"""What is measured, and the cards: published, the same for everybody."""

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from assess.api.serializers.catalogue import CardSerializer, FrameworkDetail, FrameworkSerializer
from indicators.models import Accelerator, Framework


@extend_schema(tags=["catalogue"], summary="Published frameworks")
class FrameworkList(ListAPIView[Framework]):
    """All published framework versions."""

    queryset = Framework.objects.order_by("code", "-published_at")
    serializer_class = FrameworkSerializer
    pagination_class = None


class FrameworkView(APIView):
    """A framework."""

    @extend_schema(
        tags=["catalogue"], summary="A framework with its profiles", responses=FrameworkDetail
    )
    def get(self, request: Request, code: str) -> Response:
        """The newest version of a framework."""
        rows = Framework.objects.prefetch_related("profiles")
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
