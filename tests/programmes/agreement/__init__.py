"""The product and the oracle asked the same of the same generated establishments; `make soak` asks of ten thousand."""
