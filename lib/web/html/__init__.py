"""What pages are written with, as HTML that wraps, prints and escapes: headings, sentences, small tables."""
