"""Plotly figures from the engine's tables; none is computed here. Front door: `figures`, `case_steps`."""
