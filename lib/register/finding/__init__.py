"""Which tabs are the register's, which row is a header, which column holds a field, which case a № means."""
