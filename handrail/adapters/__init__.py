"""The outside world: each service a folder with a client, timeouts, and a fake held to the same contract.
Refuses our tables: adapters know no noun."""
