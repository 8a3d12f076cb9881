"""Reports: the canonical JSON, and the tables and files that are rendered from it."""
