"""The document checker at `/controle/`: files in, what is wrong with each of them out, and nothing kept."""
