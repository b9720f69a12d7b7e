"""Each link of a deployment looked at, and what is to be mended; front door: `examine.examine`."""
