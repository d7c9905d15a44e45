"""Reports in, passages out: no model, no network."""
