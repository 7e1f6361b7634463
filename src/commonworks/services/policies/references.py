"""What a case is called when people write it down or say it on the telephone."""

import re
import secrets

# Crockford's base 32: no I, L, O or U, so that nothing is mistaken and nothing is spelt.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 10  # 50 random bits
ALIKE = str.maketrans("OIL", "011")


def new_reference() -> str:
    """For example 7K3M-9QXT-2B."""
    return _grouped("".join(secrets.choice(ALPHABET) for _ in range(LENGTH)))


def read_reference(text: str) -> str:
    """A reference however it was typed; "" if it cannot be one."""
    plain = re.sub(r"[\s-]", "", text).upper().translate(ALIKE)
    return _grouped(plain) if re.fullmatch(f"[{ALPHABET}]{{{LENGTH}}}", plain) else ""


def _grouped(plain: str) -> str:
    return f"{plain[:4]}-{plain[4:8]}-{plain[8:]}"
