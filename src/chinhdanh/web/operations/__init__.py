"""Running the application: safe settings, the server, health, headers, logs, backup and restore."""
