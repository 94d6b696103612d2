"""What readers do, one module a job; each takes an update, asks the library and sends what a view gives."""
