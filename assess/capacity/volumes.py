"""What data sets and checkpoints take on the storage, by modality: language, vision, speech, and several at once."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from assess.capacity.checkpoints import checkpoint_bytes
from assess.capacity.storage import METADATA_SHARE, TRAINING_BYTES_PER_PARAMETER, WATERMARK
from indicators.records import Text

Modality = Literal["nlp", "cv", "asr", "multimodal"]
Basis = Literal["given", "tokens", "params", "parts"]
MODALITIES: dict[Modality, Text] = {
    "nlp": Text("语言（NLP）", "Language (NLP)"),
    "cv": Text("视觉（CV）", "Vision (CV)"),
    "asr": Text("语音（ASR）", "Speech (ASR)"),
    "multimodal": Text("多模态", "Multimodal"),
}
TOKENS_PER_PARAMETER = 20
"""Of a language model whose tokens are not given: the 20 in the report's 参数量*20*4 (reading A1)."""

LARGEST_MEDIA_MODEL = 1e10
"""Up to here the report's bytes per parameter of CV and ASR make sense (reading A3)."""

TERA, GIGA, MEGA, KILO = 1e12, 1e9, 1e6, 1e3
NO_MEDIA = Text(
    "多模态数据集的图像、音频、视频均未给出，只计了文本",
    "images, sound and video of the multimodal data set are not given: only its text is counted",
)
NO_VIDEO_SIZE = Text(
    "每小时视频的大小未给出，视频未计入",
    "the size of an hour of video is not given: video is left out",
)
RUNS_AWAY = Text(
    "参数量超过 100 亿的 CV、ASR 模型，报告的每参数字节数不再可靠（A3）",
    "for CV and ASR models above 10^10 parameters the report's bytes per parameter run away (A3)",
)


@dataclass(frozen=True)
class Media:
    """What a multimodal data set holds beside its text; None where not known.

    images of image_kb each; audio_hours of audio_mb_h each (115.2 MB: 16 kHz, 16 bits, one channel); video_hours of
    video_gb_h each.
    """

    images: float | None = None
    image_kb: float = 100.0
    audio_hours: float | None = None
    audio_mb_h: float = 115.2
    video_hours: float | None = None
    video_gb_h: float | None = None

    @property
    def size(self) -> float:
        """Bytes of all that is known."""
        images = (self.images or 0.0) * self.image_kb * KILO
        audio = (self.audio_hours or 0.0) * self.audio_mb_h * MEGA
        return images + audio + (self.video_hours or 0.0) * (self.video_gb_h or 0.0) * GIGA

    def missing(self) -> Iterator[Text]:
        """What would have to be known."""
        if not (self.images or self.audio_hours or self.video_hours):
            yield NO_MEDIA
        if self.video_hours and self.video_gb_h is None:
            yield NO_VIDEO_SIZE


@dataclass(frozen=True)
class Beside:
    """Other models of one kind and size whose data the storage holds too."""

    kind: Modality
    params: float
    count: int = 1


@dataclass(frozen=True)
class DataPlan:
    """What is kept, and for how long.

    modality of the training; dataset_tb: its training data where known, in TB. text_raw_times, media_raw_times: raw
    data over training data (A2). retention_days, kept_per_day, archived: checkpoints (A5); archive_bytes per parameter,
    None for whole checkpoints. metadata_share on top; fill_level that is not exceeded, in (0, 1]. read_share of the
    training data that comes from the storage and not from a server's cache. storage_nodes: None to find how many;
    node_share: share of its ports' line rate that a node reaches, in (0, 1]. beside: other models.
    """

    modality: Modality = "nlp"
    dataset_tb: float | None = None
    text_raw_times: float = 100.0
    media_raw_times: float = 50.0
    retention_days: float = 10.0
    kept_per_day: float = 24.0
    archived: float = 50.0
    archive_bytes: float | None = None
    metadata_share: float = float(METADATA_SHARE)
    fill_level: float = float(WATERMARK)
    read_share: float = 1.0
    storage_nodes: int | None = None
    node_share: float = 1.0
    media: Media = field(default_factory=Media)
    beside: tuple[Beside, ...] = ()


@dataclass(frozen=True)
class Planned:
    """The model that is trained: parameters (the total of a mixture of experts), tokens, bytes of a token, of a checkpoint
    per parameter."""

    params: float
    tokens: float
    bytes_per_token: float = 4.0
    checkpoint_bytes: float = 14.0


@dataclass(frozen=True)
class Volume:
    """The data of one model, in TB, and how many such models there are; ``basis``: how its training data was found."""

    kind: Modality
    planned: bool
    params: float
    count: int
    basis: Basis
    training_tb: float
    raw_tb: float
    checkpoint_tb: float
    archive_tb: float

    @property
    def total_tb(self) -> float:
        """All data of all such models."""
        one = self.training_tb + self.raw_tb + self.checkpoint_tb + self.archive_tb
        return self.count * one


@dataclass(frozen=True)
class Volumes:
    """All data; ``total_pb`` with metadata and the space that is to stay free. ``missing``: what is not counted."""

    rows: tuple[Volume, ...]
    missing: tuple[Text, ...]
    cautions: tuple[Text, ...]
    metadata_share: float
    fill_level: float

    @property
    def data_tb(self) -> float:
        """Data of all models."""
        return sum(row.total_tb for row in self.rows)

    @property
    def total_pb(self) -> float:
        """Storage to provide: data * (1 + metadata) / fill level.

        Source: report, appendix (二).
        """
        return self.data_tb * (1.0 + self.metadata_share) / self.fill_level / KILO

    def part_tb(self, part: str) -> float:
        """One part (``raw_tb``, ``training_tb``, ``checkpoint_tb``, ``archive_tb``) of all models."""
        return sum(row.count * float(getattr(row, part)) for row in self.rows)


def volumes(planned: Planned, data: DataPlan) -> Volumes:
    """Raw, training, checkpoint and archive data of the training and of the models beside it.

    training: tokens * bytes per token (language, A1), else 20 * N tokens; 2*10^5 N (CV), 10^5 N (ASR) bytes; several
    modalities: text as for language, and images, sound and video by number and size, since the report has no formula.
    raw: 100 times (text) or 50 times (media) of it. checkpoints: N b * days * a day. archive: N b' * copies.
    With b = b' = 20 and 4 bytes per token this is the report's table: 3.6435 PB for 175B and 3,500B tokens.

    Source: report, appendix table 1; readings A1 to A5; docs/planner.md.
    """
    own = _volume(Beside(data.modality, planned.params), planned, data, own=True)
    others = (_volume(item, planned, data, own=False) for item in data.beside)
    rows = (own, *others)
    return Volumes(
        rows, tuple(_missing(rows, data)), tuple(_cautions(rows)), data.metadata_share, data.fill_level
    )  # fmt: skip


def _volume(model: Beside, planned: Planned, data: DataPlan, *, own: bool) -> Volume:
    text, media, basis = _training(model, planned, data, own=own)
    size = checkpoint_bytes(model.params, planned.checkpoint_bytes)
    archived = checkpoint_bytes(model.params, data.archive_bytes or planned.checkpoint_bytes)
    return Volume(
        kind=model.kind,
        planned=own,
        params=model.params,
        count=model.count,
        basis=basis,
        training_tb=(text + media) / TERA,
        raw_tb=(text * data.text_raw_times + media * data.media_raw_times) / TERA,
        checkpoint_tb=size * data.retention_days * data.kept_per_day / TERA,
        archive_tb=archived * data.archived / TERA,
    )


def _training(
    model: Beside, planned: Planned, data: DataPlan, *, own: bool
) -> tuple[float, float, Basis]:
    """Bytes of text and of media, and what they follow from."""
    tokens = planned.tokens if own else TOKENS_PER_PARAMETER * model.params
    text = tokens * planned.bytes_per_token
    known = data.dataset_tb * TERA if own and data.dataset_tb is not None else None
    if model.kind == "nlp":
        return (
            (text, 0.0, "tokens" if own else "params") if known is None else (known, 0.0, "given")
        )
    if model.kind == "multimodal":
        if known is None:
            return text, data.media.size, "parts"
        return min(text, known), max(known - text, 0.0), "given"
    if known is not None:
        return 0.0, known, "given"
    return 0.0, model.params * TRAINING_BYTES_PER_PARAMETER[model.kind], "params"


def _missing(rows: tuple[Volume, ...], data: DataPlan) -> Iterator[Text]:
    if any(row.basis == "parts" for row in rows):
        yield from data.media.missing()


def _cautions(rows: tuple[Volume, ...]) -> Iterator[Text]:
    by_params = [row for row in rows if row.kind in {"cv", "asr"} and row.basis == "params"]
    if any(row.params > LARGEST_MEDIA_MODEL for row in by_params):
        yield RUNS_AWAY
