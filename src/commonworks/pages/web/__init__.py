"""Home, search, a council's dashboard, operations, and the tools of the demonstration."""
