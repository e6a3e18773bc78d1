#!/bin/sh
# program.sh ARGUMENT…: the command line under Windows' own Node in Wine, in the Debian at $WINE_ROOT. Wine's console
# takes neither terminals nor pipes for Node's standard streams: they are files here, and passed on as they grow.
set -u
out=$(mktemp /tmp/wine-out-XXXXXX) err=$(mktemp /tmp/wine-err-XXXXXX) input=$(mktemp /tmp/wine-in-XXXXXX)
trap 'rm -f "$out" "$err" "$input"' EXIT
[ -t 0 ] || timeout 1 cat > "$input" 2> /dev/null
chroot "$WINE_ROOT" env WINEPREFIX=/root/wine WINEDEBUG=-all NODE_SKIP_PLATFORM_CHECK=1 XDG_RUNTIME_DIR=/tmp HOME=/root LC_ALL=C.UTF-8 \
  PATH=/usr/local/bin:/usr/bin:/bin wine /node/node.exe "$WINE_ENTRY" "$@" < "$input" > "$out" 2> "$err" &
program=$!
trap 'kill -KILL $program 2> /dev/null' TERM INT
tail -s 0.05 --pid=$program -c +1 -f "$out" &
first=$!
tail -s 0.05 --pid=$program -c +1 -f "$err" >&2 &
second=$!
wait $program
status=$?
wait $first $second
exit $status
