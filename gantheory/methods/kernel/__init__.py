"""The kernel of the symbolic method: normal forms, signs, and the rules by which a derivation may step."""
