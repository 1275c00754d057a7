"""Readers of registries: CSV, Parquet and Excel, all ending in typed Parquet files."""
