"""What every floor may ask: errors with their Russian lines, whole files, harmless texts, the clock."""
