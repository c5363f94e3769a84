"""Small programs that the benchmarks compare with."""
