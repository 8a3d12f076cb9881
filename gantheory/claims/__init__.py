"""The claims: statements of the theory as data, one module a theorem cluster; found by :mod:`.registry`."""
