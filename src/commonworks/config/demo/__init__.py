"""The demonstration: three councils run one service that a factory defined once."""
