"""OS Places: the addresses at a postcode, by the Ordnance Survey."""
