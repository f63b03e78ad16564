#!/usr/bin/env bash
# Bring the whole stack up on this machine, for a trial: PostgreSQL, Redis, nginx and granian, all
# on ports of their own below a folder of their own, from Debian's packages; then smoke-test it.
#
#   deploy/stack.sh            bring it up, test it, take it down
#   KEEP=1 deploy/stack.sh     leave it running until Ctrl-C
#
# BASE (8140) is the first of five ports; PYTHON the one with the runtime's packages; WORKERS (4).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
ROOT=$PWD
BASE=${BASE:-8140}
WORKERS=${WORKERS:-4}
PYTHON=$ROOT/${PYTHON:-.venv/bin/python}
HTTP=$BASE APP=$((BASE + 1)) DB=$((BASE + 2)) CACHE=$((BASE + 3))
STACK=$(mktemp -d "${TMPDIR:-/tmp}/strata-stack.XXXXXX")
chmod 755 "$STACK"

step() { printf '\n== %s\n' "$*"; }
have() { command -v "$1" >/dev/null; }
root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }
as_postgres() { if [ "$(id -u)" = 0 ]; then setpriv --reuid="$OWNER" --regid="$OWNER" --clear-groups "$@"; else "$@"; fi; }
answers() { for _ in $(seq 120); do "$@" >/dev/null 2>&1 && return 0; sleep 0.5; done; echo "does not answer: $*"; return 1; }

down() {
  trap - EXIT INT TERM
  [ -f "$STACK/nginx.pid" ] && kill "$(cat "$STACK/nginx.pid")" 2>/dev/null || true
  [ -n "${APP_PID:-}" ] && kill "$APP_PID" 2>/dev/null && wait "$APP_PID" 2>/dev/null || true
  [ -f "$STACK/redis.pid" ] && kill "$(cat "$STACK/redis.pid")" 2>/dev/null || true
  [ -d "$STACK/data" ] && as_postgres "$BIN/pg_ctl" -D "$STACK/data" -m fast stop >/dev/null 2>&1 || true
  rm -rf "$STACK"
}
trap down EXIT INT TERM

step "Packages"
missing=()
have nginx || missing+=(nginx)
have redis-server || missing+=(redis-server)
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing+=(postgresql)
have curl || missing+=(curl)
if [ ${#missing[@]} -gt 0 ]; then
  root apt-get update -qq
  root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${missing[@]}"
fi
BIN=$(dirname "$(ls /usr/lib/postgresql/*/bin/initdb | sort -V | tail -1)")
OWNER=$(id -u); if [ "$OWNER" = 0 ]; then OWNER=$(id -u postgres 2>/dev/null || echo 65534); fi

step "PostgreSQL on $DB"
mkdir "$STACK/data" "$STACK/run"
[ "$(id -u)" = 0 ] && chown "$OWNER" "$STACK/data" "$STACK/run"
(cd / && as_postgres "$BIN/initdb" -D "$STACK/data" -U strata -A trust -E UTF8 --locale=C.UTF-8 >/dev/null)
(cd / && as_postgres "$BIN/pg_ctl" -D "$STACK/data" -w -l "$STACK/run/log" \
  -o "-p $DB -c listen_addresses=127.0.0.1 -c unix_socket_directories=$STACK/run" start >/dev/null)
"$BIN/createdb" -h 127.0.0.1 -p "$DB" -U strata strata

step "Redis on $CACHE"
redis-server --daemonize yes --bind 127.0.0.1 --port "$CACHE" --save "" --appendonly no \
  --dir "$STACK" --pidfile "$STACK/redis.pid" >/dev/null

step "Strata on $APP, $WORKERS workers"
umask 077
"$PYTHON" -c 'import secrets; print(secrets.token_urlsafe(60))' >"$STACK/secret-key"
echo "postgres://strata@127.0.0.1:$DB/strata" >"$STACK/database-url"
umask 022
export DEBUG=0 SECRET_KEY_FILE=$STACK/secret-key DATABASE_URL_FILE=$STACK/database-url
export CACHE_URL=redis://127.0.0.1:$CACHE/0 SITE_URL=http://127.0.0.1:$HTTP ALLOWED_HOSTS=127.0.0.1
export KB_VAR_DIR=$STACK/var KB_STATIC_ROOT=$STACK/static KB_BEHIND_PROXY=1 KB_TRUSTED_PROXIES=1
export KB_METRICS_NETWORKS=127.0.0.0/8 KB_METRICS_DIR=$STACK/metrics KB_LOG_FORMAT=json
unset SECRET_KEY DATABASE_URL
"$PYTHON" manage.py migrate --verbosity 0
"$PYTHON" manage.py collectstatic --noinput --verbosity 0
"$PYTHON" manage.py import_documents "${DOCUMENTS:-seeds}" --publish >/dev/null
"$PYTHON" manage.py serve --as-it-is --port "$APP" --workers "$WORKERS" >"$STACK/app.log" 2>&1 &
APP_PID=$!

step "nginx on $HTTP"
mkdir "$STACK/pages"
sed -e "s|@CACHE@|$STACK/pages|; s|@BACKEND@|127.0.0.1:$APP|; s|@LISTEN@|127.0.0.1:$HTTP|; s|@HOST@|127.0.0.1|" \
  -e "s|@LOG@|$STACK/access.log|; s|@SCHEME@|http|; s|@STATIC@|$STACK/static|" deploy/nginx/strata.conf >"$STACK/site.conf"
cat >"$STACK/nginx.conf" <<NGINX
$([ "$(id -u)" = 0 ] && echo "user root;")
worker_processes 1;
pid $STACK/nginx.pid;
error_log $STACK/nginx.log warn;
events { worker_connections 1024; }
http {
    include /etc/nginx/mime.types;
    default_type application/octet-stream;
    client_body_temp_path $STACK/body;
    proxy_temp_path $STACK/proxy;
    fastcgi_temp_path $STACK/fastcgi;
    uwsgi_temp_path $STACK/uwsgi;
    scgi_temp_path $STACK/scgi;
    include $STACK/site.conf;
}
NGINX
nginx -p "$STACK" -c "$STACK/nginx.conf"
answers curl -fsS "http://127.0.0.1:$HTTP/readyz"

step "Smoke test"
SITE=http://127.0.0.1:$HTTP APP=http://127.0.0.1:$APP "$PYTHON" deploy/smoke.py
kill -USR1 "$(cat "$STACK/nginx.pid")"  # it writes what it still holds of its log
answers grep -q '"path":"/glossary/".*"request_id":"smoke-0123456789"' "$STACK/access.log"
echo "ok     the access log tells a request by its number"

if [ -n "${KEEP:-}" ]; then
  echo "http://127.0.0.1:$HTTP/ - everything lies in $STACK; Ctrl-C takes it down"
  wait "$APP_PID"
fi
