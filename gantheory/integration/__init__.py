"""An integrand and laws to a number: by quadrature, ball arithmetic or Monte Carlo."""
