"""Questions to the services room, by noun."""
