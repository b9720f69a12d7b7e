"""One file a page: what it shows, composed of parts; nothing is computed here."""
