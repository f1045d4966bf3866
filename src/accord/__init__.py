"""Many reports in, one account out, every statement linked to the words that support it."""
