"""The units' tables as files: .xlsx and .csv, in and out."""
