"""DynamoDB Local: the jar and its process."""
