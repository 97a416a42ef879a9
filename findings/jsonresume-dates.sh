#!/bin/sh
# The schema of JSON Resume takes dates that no calendar has.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes > /dev/null
npm install --silent --no-audit --no-fund @jsonresume/schema@1.3.1 ajv@8.17.1 > /dev/null
cat > dates.cjs <<'JAVASCRIPT'
const Ajv = require("ajv");
const schema = require("@jsonresume/schema/schema.json");
const pattern = schema.definitions.iso8601.pattern;
const check = new Ajv({ strict: false }).compile({ type: "string", pattern });
const taken = Object.fromEntries(["2019-06-15", "2019-19-39", "2023-13", "2019-00", "2019-6", "June 2019"].map((d) => [d, check(d)]));
console.log("@jsonresume/schema", require("@jsonresume/schema/package.json").version, pattern);
for (const [date, right] of Object.entries(taken)) console.log(date.padEnd(12), right ? "taken" : "refused");
const impossible = taken["2019-19-39"] && taken["2023-13"] && taken["2019-00"];
const others = taken["2019-06-15"] && !taken["2019-6"] && !taken["June 2019"];
console.log(impossible && others ? "months over 12 and days over 31 are taken" : "changed");
process.exit(impossible && others ? 0 : 1);
JAVASCRIPT
node dates.cjs
