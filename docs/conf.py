"""The documentation: pages from the notebooks, from the claims and from the figures are made at build time."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

from gantheory import __version__ as release

project = "gantheory"
author = "The gantheory developers"
copyright = "The gantheory developers"
version = release

extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx.ext.mathjax",
    "sphinxcontrib.bibtex",
    "generated_pages",
]
exclude_patterns = ["_build", "_ext", "_generated/parts", "conf.py", "**/.ipynb_checkpoints"]

# Notebooks are Python files in the percent format; their outputs are made here.
nb_custom_formats = {".py": ["jupytext.reads", {"fmt": "py:percent"}]}
nb_execution_mode = "auto"
nb_execution_in_temp = True
nb_execution_timeout = 300
nb_execution_raise_on_error = True
nb_render_markdown_format = "myst"
myst_enable_extensions = ["dollarmath", "amsmath", "colon_fence", "deflist", "fieldlist"]
myst_heading_anchors = 3

autodoc_typehints = "none"
autodoc_member_order = "bysource"
autodoc_default_options = {"members": True}
napoleon_google_docstring = False
napoleon_use_rtype = False
napoleon_use_ivar = True

bibtex_bibfiles = ["references.bib"]
bibtex_reference_style = "author_year"

html_theme = "furo"
html_title = f"gantheory {release}"
html_static_path = ["_static"]
html_css_files = ["gantheory.css"]
