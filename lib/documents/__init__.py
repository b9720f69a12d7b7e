"""What leaves as a file: the monthly summary, the digest, lists; front door: `report.write`, `digest`."""
