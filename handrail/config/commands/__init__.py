"""Owns the subcommands that run and mend an installation, one file each.

Refuses anything a person does for the service: that is a use case, reached from pages, API and jobs.
"""
