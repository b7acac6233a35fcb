"""Who may sign: registry, WZM-JWS-1, roster, keyring."""
