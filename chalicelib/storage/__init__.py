"""The store on DynamoDB, cached; timers. It knows every kind; nobody knows it."""
