"""The frame of the simulators' own pages: plain, readable, and plainly not the real thing."""

from html import escape

from commonworks.integrations.simulators.exchange import Answer, Request, World

HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; base-uri 'none';"
    " frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
STYLE = """
body{margin:0;font:19px/1.4 system-ui,sans-serif;color:#0b0c0c;background:#fff}
header{background:#1d3c6e;color:#fff;padding:12px 0;font-weight:700}
header p,main,.notice p{max-width:640px;margin:0 auto;padding:0 20px}
main{padding:20px 20px 60px}
.notice{background:#fff2d3;border-bottom:4px solid #8a5a00;padding:12px 0}
h1{font-size:32px;line-height:1.2}
label,legend{display:block;font-weight:700;margin:18px 0 4px}
.hint{color:#484f53;margin:0 0 4px}
input{display:block;font:inherit;padding:6px;border:2px solid #0b0c0c;width:100%;
box-sizing:border-box}
input.short{width:6em}
button{font:inherit;border:0;padding:10px 16px;margin:24px 12px 0 0;background:#00613a;color:#fff}
button.plain{background:#f0f0f0;color:#0b0c0c;border:2px solid #0b0c0c}
:focus{outline:4px solid #ffcf33;outline-offset:0;box-shadow:0 0 0 6px #0b0c0c}
a{color:#1a5690}
.problem{border:5px solid #b10e1e;padding:0 16px 12px;margin-bottom:24px}
.problem a,.wrong{color:#b10e1e;font-weight:700}
table{border-collapse:collapse;width:100%;margin-top:12px}
caption{text-align:left;font-weight:700;padding:32px 0 0}
th,td{text-align:left;border-bottom:1px solid #b1b4b6;padding:8px 12px 8px 0;vertical-align:top;
overflow-wrap:anywhere}
dt{font-weight:700}
dd{margin:0 0 12px;overflow-wrap:anywhere}
"""


def page(title: str, body: str, *, status: int = 200) -> Answer:
    """A whole page; `body` is HTML, the title is text."""
    text = (
        '<!doctype html><html lang="en-GB"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)} – simulator</title>"
        '<link rel="stylesheet" href="/simulators.css"></head><body>'
        "<header><p>Payment and message simulator</p></header>"
        '<section class="notice" aria-label="Simulator"><p><strong>Simulator:</strong> no money'
        " moves, and no message leaves this machine. Do not enter a real card.</p></section>"
        f"<main>{body}</main></body></html>"
    )
    return Answer(status, text.encode(), HEADERS)


def problems(found: dict[str, str]) -> str:
    """An error summary that leads to each field."""
    if not found:
        return ""
    items = "".join(f'<li><a href="#{name}">{escape(why)}</a></li>' for name, why in found.items())
    return (
        '<div class="problem" role="alert" aria-labelledby="problem"><h2 id="problem">There is a'
        f" problem</h2><ul>{items}</ul></div>"
    )


def text_field(name: str, label: str, value: str, hint: str, why: str, *, short: bool) -> str:
    described = " ".join(
        f"{name}-{part}" for part, said in (("hint", hint), ("wrong", why)) if said
    )
    return (
        f'<label for="{name}">{escape(label)}</label>'
        + (f'<p class="hint" id="{name}-hint">{escape(hint)}</p>' if hint else "")
        + (f'<p class="wrong" id="{name}-wrong">{escape(why)}</p>' if why else "")
        + f'<input id="{name}" name="{name}" value="{escape(value)}" autocomplete="off"'
        + (f' aria-describedby="{described}"' if described else "")
        + (' aria-invalid="true"' if why else "")
        + (' class="short">' if short else ">")
    )


def index(world: World, request: Request) -> Answer:
    return page(
        "Simulators",
        "<h1>Simulators</h1><p>Stand-ins for GOV.UK Pay, GOV.UK Notify and an address look-up."
        " They speak the protocols of the real services, and do nothing in the real world.</p>",
    )


def stylesheet(world: World, request: Request) -> Answer:
    return Answer(200, STYLE.encode(), {"Content-Type": "text/css; charset=utf-8"})
