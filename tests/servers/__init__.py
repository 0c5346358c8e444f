"""Mail servers for tests: a stand-in for Listmonk, a real one, and the sink their mail ends in."""
