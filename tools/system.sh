#!/bin/sh
# Make sure of what pip cannot install. As root on Debian, install it by name; elsewhere print the command and stop.
#   system.sh python PYTHON    an interpreter that is new enough and can make virtual environments
#   system.sh pango PYTHON     what WeasyPrint loads
#   system.sh fonts PYTHON     fonts for tests of Arabic, Hebrew and Thai, which no Python package brings
#   system.sh latex PYTHON     what the LaTeX engine runs; where it cannot be installed, its tests skip
#   system.sh reader PYTHON    a second reader of PDFs, for the proof
#   system.sh browser PYTHON   what the tests look at pages with; as for latex
set -eu
what=$1
python=$2

install() {
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        echo "Installing $*"
        apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
    else
        if command -v apt-get >/dev/null 2>&1; then
            echo "Missing: $*. Install with:  sudo apt-get install $*" >&2
        else
            echo "Missing: what Debian calls $*. \`cvrender doctor\` names the command for your system." >&2
        fi
        return 1
    fi
}

case $what in
python)
    if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
        echo "cvrender needs Python 3.11 or newer; $python is $("$python" -V 2>&1). Use:  make PYTHON=python3.12" >&2
        exit 1
    fi
    "$python" -c 'import ensurepip, venv' 2>/dev/null || install python3-venv
    ;;
pango)
    # Without HarfBuzz's subset library WeasyPrint works, but complains of it with each PDF; so a failure to install
    # that one alone is none.
    whole() { "$python" -c 'import sys; from weasyprint.text import ffi; sys.exit(ffi.harfbuzz_subset is None)'; }
    whole 2>/dev/null || install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 || :
    "$python" -W ignore -c 'import weasyprint'
    ;;
fonts)
    fonts() { "$python" -c 'import sys, typst; sys.exit(not {"DejaVu Sans", "Loma"} <= set(typst.Fonts().families()))'; }
    fonts || install fonts-dejavu-core fonts-tlwg-loma-ttf || [ -z "${CI:-}" ]
    ;;
latex)
    latex() { command -v xelatex && command -v lualatex && kpsewhich luaotfload.sty && kpsewhich lmodern.sty; }
    latex >/dev/null 2>&1 || {
        echo "LaTeX takes about 450 MB on the disk."
        install texlive-xetex texlive-luatex texlive-latex-recommended || [ -z "${CI:-}" ]
    }
    ;;
reader)
    command -v pdftotext >/dev/null 2>&1 || install poppler-utils || [ -z "${CI:-}" ]
    ;;
browser)
    command -v chromium >/dev/null 2>&1 || {
        echo "Chromium takes 360 MB on the disk, and as much in libraries where there is no desktop."
        install chromium || [ -z "${CI:-}" ]
    }
    ;;
*)
    echo "usage: system.sh python|pango|fonts|latex|reader|browser PYTHON" >&2
    exit 2
    ;;
esac
