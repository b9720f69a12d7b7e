"""What several pages are built from: lists of cases, charts with their tables, choices, downloads."""
