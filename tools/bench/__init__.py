"""How fast the house is, beside its peers, in one run: `script/bench NAME`."""
