"""«Месяц» in parts: the month and its documents, its numbers, then one of six parts; all of them on paper."""
