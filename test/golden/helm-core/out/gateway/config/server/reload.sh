# Written by opsctl from opsctl.yaml. Edit that, then run opsctl render.
# A server that Caddy replaces drops each connection whose request it has not read yet, and a busy server has many. So
# requests are held for a moment by a second process: each busy connection then has one that was read, and that is
# answered once the reload is over.
cd /tmp || exit 1
rm -f gateway-open.sock gateway-hold.sock
caddy run --config /etc/gateway/hold.Caddyfile --adapter caddyfile >/dev/null 2>&1 &
holder=$!
trap 'ln -sf gateway-gate.sock gateway-open.sock
rm -f gateway-hold
kill "$holder"
wait "$holder"
rm -f gateway-open.sock' EXIT
tries=0
until [ -S gateway-hold.sock ] || [ "$tries" -ge 50 ]; do
  tries=$((tries + 1))
  sleep 0.1
done
if [ -S gateway-hold.sock ]; then
  touch gateway-hold
  sleep 0.5
fi
caddy reload --force --address unix//tmp/caddy-admin.sock --config /etc/gateway/Caddyfile --adapter caddyfile
