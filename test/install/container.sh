#!/bin/sh
# container.sh, in the file system of the image, as root. Takes everything away that the image's account does not have:
# all rights but one, new ones, and writing anywhere but in /data and /tmp. Then what ENTRYPOINT, CMD and HEALTHCHECK say.
set -eu
export PATH=/usr/sbin:/usr/bin:/sbin:/bin
node=/usr/lib/vestibule/bin/node
mount -t tmpfs -o mode=0700,uid=10001,gid=10001 tmpfs /data
mount -t tmpfs -o mode=1777 tmpfs /tmp
mount -o remount,ro /
if touch /usr/written 2> /dev/null; then echo 'the root can be written'; exit 1; fi
ip link set lo up 2> /dev/null || true
as_user() {
  setpriv --reuid=10001 --regid=10001 --clear-groups --inh-caps=-all,+net_bind_service \
    --ambient-caps=-all,+net_bind_service --bounding-set=-all,+net_bind_service --no-new-privs \
    env HOME=/data VESTIBULE_DATA=/data/vestibule "$@"
}
healthy() { as_user vestibule sessions list --json > /dev/null; }
mkdir -m 0777 /tmp/visitor
export DOOR_PORT=443
as_user sh /install/main-job.sh set-up /tmp/visitor "$node" vestibule
if healthy; then echo 'healthy although nothing runs'; exit 1; fi
as_user vestibule serve --service --ui-port 8099 > /tmp/serve.log 2>&1 &
serve=$!
waited=0
until healthy 2> /dev/null; do
  waited=$((waited + 1))
  if [ $waited -gt 100 ] || ! kill -0 $serve; then cat /tmp/serve.log; exit 1; fi
  sleep 0.1
done
as_user sh /install/main-job.sh visit /tmp/visitor "$node" vestibule
kill $serve
wait $serve || true
