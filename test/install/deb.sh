#!/bin/sh
# deb.sh install|use, in a minimal Debian, as root; /packages holds the release and, as previous.deb, the one before.
# There is no systemd: what the unit says is run by hand, as the unit's user and with its one capability.
set -eu
export PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive
unit=/lib/systemd/system/vestibule.service
data=/var/lib/vestibule
folder=/tmp/visitor
node=/usr/lib/vestibule/bin/node
# Below 1024: only the capability of the unit opens it.
export DOOR_PORT=443

job() { sh /install/main-job.sh "$1" "$folder" "$node" vestibule; }

start() {
  eval "set -- $(sed -n 's/^ExecStart=//p' $unit)"
  from=$(date +%s%N)
  # In the background: `exec` makes the shell's process the service's own.
  (cd / && exec setpriv --reuid=vestibule --regid=vestibule --init-groups --inh-caps=-all,+net_bind_service \
    --ambient-caps=-all,+net_bind_service --bounding-set=-all,+net_bind_service --no-new-privs \
    env -i HOME=$data PATH="$PATH" "$@") > /tmp/service.log 2>&1 &
  service=$!
  waited=0
  until (: < /dev/tcp/127.0.0.1/443) 2> /dev/null || curl --silent --insecure --max-time 2 --output /dev/null https://127.0.0.1:443/; do
    waited=$((waited + 1))
    if [ $waited -gt 300 ] || ! kill -0 $service; then cat /tmp/service.log; exit 1; fi
    sleep 0.05
  done
  echo "doors open after $((($(date +%s%N) - from) / 1000000)) ms"
}

case $1 in
  install)
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends curl openssl /packages/previous.deb > /tmp/apt.log 2>&1 || { cat /tmp/apt.log; exit 1; }
    test "$(dpkg-query -W -f='${Version}' vestibule-server)" = 0.0.9
    ;;
  use)
    install -d -o vestibule -g vestibule -m 0700 $folder
    job set-up
    test -z "$(find $data ! -user vestibule)" || { find $data ! -user vestibule; exit 1; }
    test "$(stat -c '%U %a' $data)" = 'vestibule 700'
    start
    job visit
    before=$(vestibule device list --json)
    echo "$before" | grep -q '"Phone"'

    apt-get install -y -qq /packages/vestibule-server_*_amd64.deb > /tmp/upgrade.log 2>&1 || { cat /tmp/upgrade.log; exit 1; }
    # What systemd does when the new files are there: postinst asks it for a restart.
    kill $service
    wait $service || true
    start
    job visit
    test "$(dpkg-query -W -f='${Version}' vestibule-server)" != 0.0.9
    vestibule device list --json | grep -q '"Phone"'
    vestibule doctor > /tmp/doctor.log || { cat /tmp/doctor.log; exit 1; }
    grep "systemd/system/vestibule.service" /tmp/doctor.log
    vestibule service status --manager systemd | grep '/lib/systemd/system/vestibule.service: not running'
    test -z "$(find $data ! -user vestibule)" || { find $data ! -user vestibule; exit 1; }
    echo 'upgrade: the data are kept'

    kill $service
    wait $service || true
    apt-get purge -y -qq vestibule-server > /tmp/purge.log 2>&1 || { cat /tmp/purge.log; exit 1; }
    grep 'Your authority and its keys stay' /tmp/purge.log
    test -f $data/data/vestibule.db || { find $data; exit 1; }
    # Nothing but the data, and what apt itself writes.
    left=$(find / -xdev -iname '*vestibule*' -not -path '/proc/*' -not -path '/packages/*' -not -path '/sys/*' \
      -not -path "$data*" -not -path '/install/*' -not -path '/tmp/*')
    if [ -n "$left" ]; then echo "left behind: $left"; exit 1; fi
    echo 'purge: nothing but the data is left'
    ;;
esac
