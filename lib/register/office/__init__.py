"""What an office lays down beside its cases: `settings` with norms, `lists`, `phrases`, read by `rows`."""
