"""Addresses of motions: words of the title, and letters by chance."""

import secrets

from django.utils.text import slugify

LETTERS = "23456789bcdfghjkmnpqrstvwxz"  # none that is read as another, no vowels that make words


def new_reference(title: str) -> str:
    words = slugify(title)[:44].strip("-") or "motion"
    return f"{words}-{''.join(secrets.choice(LETTERS) for _ in range(6))}"
