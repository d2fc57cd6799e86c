"""Plain pages for people: no script, nothing from elsewhere, nothing to keep."""

from html import escape

from starlette.responses import HTMLResponse

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{title}</title>
<style>
body {{ font: 1.1rem/1.6 system-ui, sans-serif; margin: 15vh auto 0; max-width: 32rem;
  padding: 0 1.5rem; color: #1d1d1f; background: #fff }}
h1 {{ font-size: 1.5rem; line-height: 1.3 }}
button {{ font: inherit; padding: .6rem 1.2rem; border: 0; border-radius: .5rem;
  color: #fff; background: #1f5f4a; cursor: pointer }}
button:focus-visible {{ outline: 3px solid #8cc5b1; outline-offset: 2px }}
@media (prefers-color-scheme: dark) {{ body {{ color: #eee; background: #1a1a1c }} }}
</style>
</head>
<body><main><h1>{title}</h1>{content}</main></body>
</html>
"""

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    # The address holds a code or a token, which is nobody else's business.
    "Referrer-Policy": "no-referrer",
}


def page(title: str, *paragraphs: str, form: str = "", status: int = 200) -> HTMLResponse:
    """A page of text; `form` is markup of ours, everything else is escaped."""
    content = "".join(f"<p>{escape(each)}</p>" for each in paragraphs) + form
    return HTMLResponse(_PAGE.format(title=escape(title), content=content), status, _HEADERS)
