"""Message catalogues: what is extracted, what is refused, what is compiled."""

import gettext
from pathlib import Path

import pytest
from django.conf import LazySettings

from portal import messages

CODE = """
from django.utils.translation import gettext as _, ngettext_lazy

TITLE = _("Nodes")
COUNT = ngettext_lazy("%(count)d card", "%(count)d cards", "count")
"""
PAGE = """{% load i18n %}<h1>{% translate "Sign in" %}</h1>
{% blocktranslate trimmed with name=user.name %}Welcome back,
{{ name }}{% endblocktranslate %}"""
HEAD = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n'
TRANSLATED = """
msgid "Nodes"
msgstr "节点"

msgid "%(count)d card"
msgid_plural "%(count)d cards"
msgstr[0] "%(count)d 张卡"

msgid "Sign in"
msgstr "登录"

msgid "Welcome back, %(name)s"
msgstr "%(name)s，欢迎回来"
"""


@pytest.fixture
def product(tmp_path: Path) -> Path:
    """A product of one module and one page."""
    (tmp_path / "portal").mkdir()
    (tmp_path / "portal" / "views.py").write_text(CODE)
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text(PAGE)
    return tmp_path


def faults(product: Path, catalogue: str) -> list[str]:
    """Return what is wrong with a catalogue of the product."""
    path = product / "django.po"
    path.write_text(HEAD + catalogue)
    return list(messages.faults(product, path))


def test_texts_are_taken_from_code_and_pages(product: Path) -> None:
    found = {message.id for message in messages.extracted(product) if message.id}
    plural = ("%(count)d card", "%(count)d cards")
    assert found == {"Nodes", plural, "Sign in", "Welcome back, %(name)s"}


def test_a_complete_catalogue_has_no_fault(product: Path) -> None:
    assert faults(product, TRANSLATED) == []


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ('\nmsgid "Sign in"\nmsgstr "登录"\n', "", "'Sign in' is missing"),
        ('msgstr "节点"', 'msgstr ""', "'Nodes' has no translation"),
        ('msgid "Nodes"', '#, fuzzy\nmsgid "Nodes"', "'Nodes' is marked as fuzzy"),
        ('"%(name)s，欢迎回来"', '"欢迎回来"', "has other placeholders than its translation"),
        ('"%(count)d 张卡"', '"%(number)d 张卡"', "'%(count)d card' has other placeholders"),
        ('msgid "Sign in"', 'msgid "Sign on"', "'Sign on' is used nowhere"),
        ('msgid "Sign in"', '#~ msgid "Gone"\n#~ msgstr "无"\n\nmsgid "Sign in"', "obsolete"),
    ],
)
def test_each_fault_is_named(product: Path, before: str, after: str, fault: str) -> None:
    assert before in TRANSLATED
    assert any(fault in line for line in faults(product, TRANSLATED.replace(before, after)))


def test_an_update_keeps_translations_adds_what_is_new_and_drops_what_is_gone(
    product: Path,
) -> None:
    path = product / "django.po"
    path.write_text(HEAD + '\nmsgid "Nodes"\nmsgstr "节点"\n\nmsgid "Gone"\nmsgstr "无"\n')
    messages.update(product, path)
    kept = {message.id: message.string for message in messages.read(path)}
    assert kept["Nodes"] == "节点"
    assert kept["Sign in"] == ""
    assert "Gone" not in kept
    first = path.read_bytes()
    messages.update(product, path)
    assert path.read_bytes() == first


def test_only_a_stale_catalogue_is_compiled(product: Path, settings: LazySettings) -> None:
    settings.LOCALE_PATHS = [product / "locale"]
    source = messages.source_of()
    source.parent.mkdir(parents=True)
    source.write_text(HEAD + TRANSLATED)
    [compiled] = messages.compile_stale()
    with compiled.open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Sign in") == "登录"
    assert messages.compile_stale() == []
