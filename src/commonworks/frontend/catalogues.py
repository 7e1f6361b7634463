"""Compiles translations, so that setting up needs no gettext tools.

Reads the PO entries we write (msgctxt, msgid, msgid_plural, msgstr) and writes the GNU MO format
(https://www.gnu.org/software/gettext/manual/html_node/MO-Files.html).
"""

import ast
import struct
from pathlib import Path

MAGIC = 0x950412DE
Catalogue = dict[str, str]


class BadCatalogue(ValueError):
    """A PO file that cannot be read; says where and why."""


def compile_catalogue(source: Path, target: Path) -> None:
    """Write ``target`` (.mo) from ``source`` (.po). Raises BadCatalogue with the line at fault."""
    target.write_bytes(packed(read(source.read_text(encoding="utf-8"), str(source))))


def read(text: str, name: str = "catalogue") -> Catalogue:
    """Keys as gettext looks them up: ``context EOT id``; plural forms joined by NUL."""
    entries: Catalogue = {}
    for block in _blocks(text, name):
        forms = [value for part, value in block.items() if part.startswith("msgstr")]
        if not all(forms) or "msgid" not in block:
            continue  # not translated: gettext then gives the original
        key = block["msgid"]
        if "msgctxt" in block:
            key = f"{block['msgctxt']}\x04{key}"
        if "msgid_plural" in block:
            key = f"{key}\0{block['msgid_plural']}"
        if key in entries:
            raise BadCatalogue(f"{name}: {block['msgid']!r} is translated twice. Keep one.")
        entries[key] = "\0".join(forms)
    return entries


def _blocks(text: str, name: str) -> list[dict[str, str]]:
    blocks: list[dict[str, str]] = [{}]
    part = ""
    for number, line in enumerate(text.splitlines(), 1):
        line = line.strip()
        if line.startswith("#"):
            continue
        if not line:
            blocks.append({})
            continue
        word, _, quoted = line.partition(" ") if not line.startswith('"') else ("", "", line)
        if word in blocks[-1]:
            raise BadCatalogue(f"{name}, line {number}: leave a blank line before the next entry.")
        part = word or part
        try:
            value = ast.literal_eval(quoted)
        except (SyntaxError, ValueError):
            raise BadCatalogue(f"{name}, line {number}: expected a quoted text: {line}") from None
        blocks[-1][part] = blocks[-1].get(part, "") + value
    return [block for block in blocks if block]


def packed(entries: Catalogue) -> bytes:
    """The MO file: header, two tables of (length, offset), the texts; no hash table."""
    pairs = [(key.encode(), value.encode()) for key, value in entries.items()]
    pairs.sort()  # readers may search by halves
    count, header = len(pairs), 7 * 4
    offset = header + count * 16
    tables, texts = [b"", b""], b""
    for side in (0, 1):
        for pair in pairs:
            tables[side] += struct.pack("<II", len(pair[side]), offset + len(texts))
            texts += pair[side] + b"\0"
    start = struct.pack("<7I", MAGIC, 0, count, header, header + count * 8, 0, offset)
    return start + tables[0] + tables[1] + texts
