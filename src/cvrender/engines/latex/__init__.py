"""The PDF by TeX, with one of its compilers: xelatex, lualatex, pdflatex or tectonic."""

from cvrender.engines.latex.engine import Compiler as Compiler
