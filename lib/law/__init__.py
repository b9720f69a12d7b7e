"""The regulation and the layout of the register as data, written once; front door: `regulation`, `schema`."""
