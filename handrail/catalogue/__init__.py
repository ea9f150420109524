"""Owns: the catalogue of products, their rules of fit, questions and bundles.
Refuses: anything about one person or one thing."""
