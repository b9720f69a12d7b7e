"""What may be chance, and what is beyond it: `limits`, `compare` for two periods, `xmr` for many months."""
