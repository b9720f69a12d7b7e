"""Around every page: router, door, gate, the store of what is derived, who has come and what he may see."""
