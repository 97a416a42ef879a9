#!/bin/sh
# Render what is old: render.sh FORMATS [FLAGS...]. A source is old when one of its outputs is missing, or older than it,
# than anything that every page depends on, or than the options of the last run (.stamps/options).
# File names stay in shell variables, in quotes: make would take a `$(...)` in one for its own.
set -eu
formats=$1
shift
# What each format writes for a NAME; the last two are folders, of which one file stands for all.
endings=$(echo "$formats" | tr ',' '\n' | sed 's/^/./; s/^\.text$/.txt/; s/^\.markdown$/.md/
    s|^\.latex$|-latex/resume.tex|; s|^\.typst$|-typst/resume.typ|')
flags=$#
for source in resumes/*.yaml resumes/*.yml resumes/*.json; do
    [ -f "$source" ] || continue
    name=${source##*/}
    name=${name%.*}
    old=
    for ending in $endings; do
        output="output/$name$ending"
        [ -e "$output" ] && [ -z "$(find "$source" .stamps/options -newer "$output" -print)" ] || old=yes
        [ -n "$old" ] || [ -z "$(find src themes resumes -type f ! -name '*.pyc' \( -path 'resumes/*/*' -o \
            ! -path 'resumes/*.yaml' ! -path 'resumes/*.yml' ! -path 'resumes/*.json' \) -newer "$output" -print | head -n 1)" ] || old=yes
    done
    [ -z "$old" ] || set -- "$@" "$source"
done
[ $# -gt "$flags" ] || exit 0
exec .venv/bin/cvrender build --format "$formats" "$@"
