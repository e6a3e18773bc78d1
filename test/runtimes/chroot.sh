#!/bin/sh
# chroot.sh LOWER UPPER [-b HOST_DIR:DIR]… [--offline] -- COMMAND…
#
# Runs COMMAND as root in LOWER, with what it changes written to UPPER. Namespaces of its own for mounts and processes:
# nothing stays mounted and nothing goes on running when it ends, however it ends. --offline: no network but the
# loopback address, and no IPv6.
set -eu
lower=$1 upper=$2
shift 2
binds=
network=
while [ "$1" != -- ]; do
  case "$1" in
    -b) binds="$binds$2
"; shift 2 ;;
    --offline) network=--net; shift ;;
    *) echo "chroot.sh: $1?" >&2; exit 2 ;;
  esac
done
shift
export CHROOT_LOWER="$lower" CHROOT_UPPER="$upper" CHROOT_BINDS="$binds" CHROOT_NETWORK="$network"
# shellcheck disable=SC2016
exec unshare --mount --pid --fork --kill-child $network --propagation private sh -euc '
  if [ -n "$CHROOT_NETWORK" ]; then
    sysctl -q -w net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
    ip link set lo up
  fi
  root="$CHROOT_UPPER/root"
  mkdir -p "$CHROOT_UPPER/changes" "$CHROOT_UPPER/work" "$root"
  mount -t overlay overlay -o "lowerdir=$CHROOT_LOWER,upperdir=$CHROOT_UPPER/changes,workdir=$CHROOT_UPPER/work" "$root"
  mount -t proc proc "$root/proc"
  mount --rbind /sys "$root/sys"
  mount --rbind /dev "$root/dev"
  # The computer’s own way to the registries, and whom it trusts there.
  cp /etc/resolv.conf "$root/etc/resolv.conf"
  # What every installer writes, and debootstrap does not.
  [ -e "$root/etc/hosts" ] || printf "127.0.0.1\\tlocalhost\\n::1\\tlocalhost ip6-localhost\\n" > "$root/etc/hosts"
  mkdir -p "$root/etc/ssl/certs" "$root/usr/share/ca-certificates"
  mount --bind /etc/ssl/certs "$root/etc/ssl/certs"
  mount --bind /usr/share/ca-certificates "$root/usr/share/ca-certificates"
  if [ -d /usr/local/share/ca-certificates ]; then
    mkdir -p "$root/usr/local/share/ca-certificates"
    mount --bind /usr/local/share/ca-certificates "$root/usr/local/share/ca-certificates"
  fi
  printf "%s" "$CHROOT_BINDS" | while IFS= read -r bind; do
    mkdir -p "$root${bind#*:}"
    mount --bind "${bind%%:*}" "$root${bind#*:}"
  done
  unset CHROOT_LOWER CHROOT_UPPER CHROOT_BINDS CHROOT_NETWORK
  exec chroot "$root" "$@"
' sh "$@"
