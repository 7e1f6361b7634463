"""Verbs of the services room, by noun."""
