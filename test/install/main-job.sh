#!/bin/sh
# main-job.sh set-up|visit FOLDER NODE COMMAND…
#
# What people install Vestibule for, with curl as the visitor. COMMAND is the installed `vestibule`, with the words that
# run it as its user; NODE plays the page at home and reads JSON. FOLDER is where files are written, and belongs to that
# user.
#   set-up: an authority, a device and its file, a site
#   visit:  the running site lets the certificate in and nobody else
set -eu
step=$1 folder=$2 node=$3
shift 3
export VESTIBULE_PASSPHRASE='tidal otter lantern basin'
host=door.example door=${DOOR_PORT:-8443} home=${HOME_PORT:-18080}

field() { "$node" -p 'JSON.parse(require("fs").readFileSync(0, "utf8")).value[process.argv[1]]' "$1"; }

set_up() {
  "$@" authority create --name Home --json > /dev/null
  "$@" authority show --pem --json | field pem > "$folder/ca.pem"
  "$@" device add Phone --json > /dev/null
  "$@" device export Phone --out "$folder/phone.pfx" --json | field password > "$folder/password"
  "$@" site add Camera --host "$host" --listen "127.0.0.1:$door" --upstream "http://127.0.0.1:$home" --json > /dev/null
}

ask() {
  curl --silent --show-error --max-time 20 --cacert "$folder/ca.pem" --resolve "$host:$door:127.0.0.1" \
    --write-out '\n%{http_code}' "$@" "https://$host:$door/"
}

expect() {
  case "$2" in
    *"$3"*"
$4") echo "$1: $4" ;;
    *) echo "$1: wanted $3 and $4, got: $2" >&2; exit 1 ;;
  esac
}

visit() {
  "$node" -e 'require("http").createServer((_, to) => to.end("the page at home")).listen(+process.argv[1], "127.0.0.1")' "$home" &
  upstream=$!
  trap 'kill $upstream' EXIT
  waited=0
  until [ "$(curl --silent --max-time 2 "http://127.0.0.1:$home/")" = 'the page at home' ]; do
    waited=$((waited + 1))
    [ $waited -le 100 ] || { echo 'the page at home does not answer' >&2; exit 1; }
    sleep 0.1
  done
  # Debian’s curl reads PKCS#12 with OpenSSL 3, which is what the phone’s file is made for, too.
  openssl pkcs12 -legacy -in "$folder/phone.pfx" -passin "file:$folder/password" -nodes -out "$folder/phone.pem"
  expect 'with the certificate' "$(ask --cert "$folder/phone.pem")" 'the page at home' 200
  expect 'without' "$(ask)" 'No certificate was sent' 403
}

case $step in
  set-up) set_up "$@" ;;
  visit) visit ;;
  *) echo "main-job.sh: $step?" >&2; exit 2 ;;
esac
