"""What holds for every page: policy-safe templates, the language switch, pages for errors."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client

TEMPLATES = sorted((Path(settings.BASE_DIR) / "templates").rglob("*.html"))
NAMES = [str(path.relative_to(settings.BASE_DIR)) for path in TEMPLATES]
STYLES = sorted((Path(settings.BASE_DIR) / "static" / "css").glob("*.css"))
LINES = 100


class Offences(HTMLParser):
    """Collects what a strict content security policy forbids inside a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        kinds = ("on", "hx-on", "style")
        self.found += [name for name in given if name.startswith(kinds)]
        if tag == "style" or (tag == "script" and not given.keys() & {"src", "type"}):
            self.found.append(f"<{tag}>")


@pytest.mark.parametrize("path", TEMPLATES, ids=NAMES)
def test_no_template_carries_inline_style_or_script(path: Path) -> None:
    offences = Offences()
    offences.feed(re.sub(r"{%.*?%}|{{.*?}}", "", path.read_text(), flags=re.DOTALL))
    assert offences.found == []


@pytest.mark.parametrize("path", TEMPLATES, ids=NAMES)
def test_templates_stay_short(path: Path) -> None:
    assert len(path.read_text().splitlines()) < LINES


@pytest.mark.parametrize("path", TEMPLATES, ids=NAMES)
def test_no_template_reaches_out_to_another_site(path: Path) -> None:
    assert not re.search(r"(?:src|href)=[\"']?(?:https?:)?//", path.read_text())


def test_every_colour_of_the_stylesheets_is_a_token() -> None:
    used = {
        name for path in STYLES for name in re.findall(r"var\((--[a-z0-9-]+)", path.read_text())
    }
    given = {name for path in STYLES for name in re.findall(r"(--[a-z0-9-]+):", path.read_text())}
    assert used <= given


def test_a_visitor_may_switch_the_language(db: None) -> None:
    client = Client()
    client.post("/language/", {"language": "en", "next": "/accounts/login/"})
    page = client.get("/accounts/login/").content.decode()
    assert '<html lang="en">' in page
    assert 'value="zh-hans" lang="zh-Hans">中文</button>' in page


def test_pages_are_chinese_at_first(db: None) -> None:
    page = Client().get("/accounts/login/").content.decode()
    assert '<html lang="zh-hans">' in page


def test_sign_in_refuses_a_wrong_password_in_words(db: None) -> None:
    page = Client().post("/accounts/login/", {"login": "nobody", "password": "wrong"})
    assert 'class="alert bad problems" role="alert"' in page.content.decode()


@pytest.mark.parametrize("code", ["400", "403", "404", "500", "403_csrf"])
def test_error_pages_need_no_context(code: str) -> None:
    page = render_to_string(f"{code}.html")
    assert 'lang="en"' in page
    assert "回到首页" in page


def test_sign_in_speaks_one_language() -> None:
    page = Client(headers={"accept-language": "zh-hans"}).get("/accounts/login/").content.decode()
    assert "用户名或电子邮箱" in page
    assert "或email" not in page


def test_the_administration_bears_the_name_of_the_house(admin_client: Client) -> None:
    admin_client.post("/language/", {"language": "zh-hans", "next": "/"})
    page = admin_client.get("/admin/").content.decode()
    assert "算衡" in page
    assert "favicon" in page
    assert "组织s" not in page
