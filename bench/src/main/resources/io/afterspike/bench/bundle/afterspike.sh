#!/usr/bin/env bash
# Afterspike with its own Java. Try: ./afterspike --help
set -u
here=$(cd "$(dirname "$(readlink -f "$0")")" && pwd -P) || exit 2

# Java's notice that the Vector API incubates says nothing new; every other line of stderr passes.
exec "$here/java/bin/java" --add-modules=jdk.incubator.vector --enable-native-access=ALL-UNNAMED \
  '-Djava.util.logging.SimpleFormatter.format=%5$s%6$s%n' \
  ${AFTERSPIKE_JAVA_OPTIONS:-} -cp "$here/lib/*" io.afterspike.bench.cli.Afterspike "$@" \
  2> >(grep --line-buffered -v '^WARNING: Using incubator modules: jdk.incubator.vector$' >&2)
