# What people and CI call. The work is done by scripts/ and by `handrail`; paths are relative, so a space does no harm.
.DEFAULT_GOAL := help
.PHONY: help setup demo demo-county demo-reset test bench lock format vendor
SHELL := /bin/sh

help: ## list what can be made
	@sed -n 's/^\([a-z-]*\):.*## /make \1	/p' Makefile

setup: ## install everything for development into .venv
	@scripts/setup.sh requirements-dev.txt

demo: ## run the demo county on http://127.0.0.1:8000 (PORT and HANDRAIL_HOME override)
	@scripts/setup.sh requirements.txt
	@.venv/bin/python -m handrail.config demo start

# A home of its own, so that the usual demo stays as it is.
demo-county: export HANDRAIL_HOME ?= $(CURDIR)/.handrail-county
demo-county: ## run a demo county of 500,000 people with a year behind it, for looking at money (takes a while to load)
	@scripts/setup.sh requirements.txt
	@.venv/bin/python -m handrail.config demo start --county

demo-reset: ## delete the demo county; the next `make demo` starts anew
	@scripts/setup.sh requirements.txt
	@.venv/bin/python -m handrail.config demo reset

test: setup ## run every check that CI runs
	@.venv/bin/python scripts/check_all.py

bench: setup ## measure speed and size, print one JSON, append to docs/benchmarks.md
	@.venv/bin/python -m bench

format: setup ## put the code into its form
	@.venv/bin/ruff format .
	@.venv/bin/ruff check --fix .

lock: ## write the requirements files anew from pyproject.toml
	@scripts/lock.sh

vendor: setup ## fetch the design system's built files anew (needs npm; for maintainers)
	@.venv/bin/python -m handrail.web.shared.vendor
