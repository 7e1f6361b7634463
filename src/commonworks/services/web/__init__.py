"""Pages of the services room."""
