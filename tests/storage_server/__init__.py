"""A file's server on the loopback that can do all that servers do wrong."""

from tests.storage_server.server import Said, StorageServer, answer, certificate, drip, flood

__all__ = ["Said", "StorageServer", "answer", "certificate", "drip", "flood"]
