"""The methods: each takes an assertion of any kind that it understands and returns a verdict."""
