"""«Отклик»: the engine behind the dashboard and the command line.

Data flows one way: read (`sheets`) → parse (`register`) → assess (`timeline`, `sla`) →
summarise (`summary`, `signals`, `check`) → draw (`charts`, `report`, the pages).
"""
