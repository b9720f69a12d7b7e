"""A register of invented messages, from the same schema; front door: `register.write`, `embedded.prepare`."""
