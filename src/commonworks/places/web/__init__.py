"""Postcodes as open data, in the shape of postcodes.io."""
