"""Plain pages for people: no script, nothing from elsewhere but the business's logo, nothing to
keep. They look like the business whose letter led here."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any, Self
from urllib.parse import urlsplit

from sqlalchemy import Row
from starlette.requests import Request
from starlette.responses import HTMLResponse

from goodword.letters.colour import DEFAULT_COLOUR, accent, edge_of, ink_on
from goodword.letters.defaults import LANGUAGES, language_of

_PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark }}
body {{ font: 1.05rem/1.6 system-ui, sans-serif; margin: 0; padding: 12vh 1rem 2rem;
  color: #1c2530; background: #eef1f4; overflow-wrap: anywhere }}
main {{ max-width: 28rem; margin: 0 auto; padding: 2rem; border-radius: 1rem;
  background: linear-gradient({colour} 6px, #fff 6px) }}
h1 {{ font-size: 1.4rem; line-height: 1.3; margin: 1.2rem 0 .8rem }}
h1:first-child {{ margin-top: .2rem }}
main > :last-child {{ margin-bottom: 0 }}
.name {{ font-weight: 700; margin: 0 }}
.name img {{ display: block; max-width: 180px; max-height: 56px; padding: 6px; border-radius: 8px;
  background: #fff; color: #1c2530 }}
button, .on {{ font: inherit; font-weight: 600; display: block; box-sizing: border-box;
  width: 100%; margin-top: .8rem; padding: .8rem 1.2rem; border: 1px solid {edge};
  border-radius: 1.7rem; color: {ink}; background: {colour}; cursor: pointer;
  text-align: center; text-decoration: none }}
button.quiet {{ color: inherit; background: none; border-color: #7f8994 }}
label {{ display: block; margin-top: 1rem; font-weight: 600 }}
label small {{ font-size: .9em; font-weight: 400; color: #5b6672 }}
input, textarea {{ font: inherit; font-weight: 400; display: block; box-sizing: border-box;
  width: 100%; margin-top: .3rem; padding: .65rem .8rem; border: 1px solid #7f8994;
  border-radius: .7rem; color: inherit; background: none }}
.tick {{ display: flex; gap: .7rem; font-weight: 400 }}
.tick input {{ flex: none; width: 1.3rem; height: 1.3rem; margin: .15rem 0 0 }}
.wrong {{ display: block; margin: .2rem 0; font-size: .9em; font-weight: 600; color: #b3261e }}
summary {{ margin: 1.2rem 0; font-weight: 600; cursor: pointer }}
button:focus-visible, .on:focus-visible, input:focus-visible, textarea:focus-visible {{
  outline: 3px solid #7f8994; outline-offset: 2px }}
@media (prefers-color-scheme: dark) {{
  body {{ color: #e9ecef; background: #0f1216 }}
  main {{ background: linear-gradient({colour} 6px, #191e24 6px) }}
  label small {{ color: #a9b3bd }}
  .wrong {{ color: #ffb4ab }}
}}
</style>
</head>
<body><main>{name}<h1>{title}</h1>{content}</main></body>
</html>
"""

_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)


@dataclass(frozen=True, slots=True)
class Look:
    """Whose page it is, and in which language it is written; without a name it is nobody's."""

    language: str = "en"
    name: str = ""
    logo_url: str | None = None
    colour: str = DEFAULT_COLOUR

    @classmethod
    def of(cls, business: Row[Any], language: str | None = None) -> Self:
        """The look of a business's row, in the reader's language or else the business's."""
        parameters: Mapping[str, Any] = business.parameters
        return cls(
            language=language_of(language or business.locale),
            name=business.name,
            logo_url=parameters.get("logo_url"),
            colour=accent(parameters.get("colour")),
        )


PLAIN = Look()


def nobodys(request: Request) -> Look:
    """The look of a page that is no business's: in the first language of ours that the browser
    names."""
    for each in request.headers.get("accept-language", "")[:200].split(","):
        name = each.partition(";")[0].strip()
        if name[:2].lower() in LANGUAGES:
            return Look(language_of(name))
    return PLAIN


def page(
    title: str, *paragraphs: str, form: str = "", status: int = 200, look: Look = PLAIN
) -> HTMLResponse:
    """A page of text; `form` is markup of ours, everything else is escaped."""
    content = "".join(f"<p>{escape(each)}</p>" for each in paragraphs) + form
    html = _PAGE.format(
        language=look.language,
        title=escape(title),
        content=content,
        name=_name(look),
        colour=look.colour,
        ink=ink_on(look.colour),
        edge=edge_of(look.colour),
    )
    return HTMLResponse(html, status, _headers(look))


def _name(look: Look) -> str:
    if not look.name:
        return ""
    name = escape(look.name)
    if look.logo_url is None:
        return f'<p class="name">{name}</p>'
    return f'<p class="name"><img src="{escape(look.logo_url)}" alt="{name}"></p>'


def _headers(look: Look) -> dict[str, str]:
    """The logo's host may see that somebody looks, but not at what: the address holds a code or a
    token, which is nobody else's business."""
    logo = f"; img-src https://{urlsplit(look.logo_url).netloc}" if look.logo_url else ""
    return {"Content-Security-Policy": _POLICY + logo, "Referrer-Policy": "no-referrer"}
