"""What the messages say, and which are alike: words, addresses, suggestions; front door: `texts.texts`."""
