"""What the `muster` command does, a module a subcommand. `pipelines.cli` only names and describes them."""
