"""Plotly figures from the engine's tables; none is computed here. `looks` has what all of them share."""
