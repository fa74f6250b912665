#!/bin/sh
# Fuzzes the JSON parser, the writer and the framing with libFuzzer and the address sanitizer.
# usage: fuzz.sh [SECONDS] [FOLDER]: how long (60), and where to build and to keep the corpus (.build/fuzz).
set -eu
cd "$(dirname "$0")/../.."
seconds=${1:-60}
folder=${2:-.build/fuzz}
mkdir -p "$folder/corpus"
out=$(cd "$folder" && pwd)

flags="-O -wmo -swift-version 6 -enable-upcoming-feature InternalImportsByDefault -package-name vantage6-admin"
flags="$flags -sanitize=fuzzer,address -parse-as-library -I $out"
# A library and its module a folder of sources, from the lowest floor up.
for module in JSON JSONRPC; do
  # shellcheck disable=SC2086
  swiftc $flags -module-name "$module" -emit-module -emit-module-path "$out/$module.swiftmodule" \
    -emit-object -o "$out/$module.o" Sources/"$module"/*.swift
done
# shellcheck disable=SC2086
swiftc $flags -module-name Fuzz -o "$out/fuzz" Tests/Fuzz/FuzzTarget.swift Tests/JSONTests/Grammar.swift \
  "$out/JSON.o" "$out/JSONRPC.o"

printf '{"jsonrpc":"2.0","id":"\\u00e9","method":"m","params":{"a":[1.5e-3,null,true,false]}}\n' >"$out/corpus/request"
printf '[{"jsonrpc":"2.0","id":1,"result":"\\ud834\\udd1e"}]\n' >"$out/corpus/batch"
exec "$out/fuzz" -max_total_time="$seconds" -max_len=400 -artifact_prefix="$out/" "$out/corpus"
