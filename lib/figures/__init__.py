"""Every figure that is shown anywhere, defined once in `definitions`; front door: `summary.month`."""
