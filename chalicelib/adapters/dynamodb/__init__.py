"""The store on DynamoDB: one table, pynamodb, no scans. A model never leaves this package."""
