"""Pages of the services room: for everyone, for applicants, for caseworkers, for owners."""
