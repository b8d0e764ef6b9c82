"""Cards and certificates: what is ordered, by whom, on which form; what each opens; what expires when."""
