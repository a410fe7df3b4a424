#!/usr/bin/env bash
# Millrace and the systems around it as plain processes of this machine: what deploy/compose/compose.yaml does with containers,
# here without containers and without the launcher. It shows what each process needs to be started by hand, by systemd or by
# anything else; PlainProcessesIT runs it.
#
#   e2e/plain-processes.sh up DIR               starts all in the order of their needs; returns when each is healthy
#   e2e/plain-processes.sh down DIR             ends all in reverse order; DIR keeps their data
#   e2e/plain-processes.sh start DIR SERVICE    starts one of postgres, kafka, clickhouse, connect, controller, pipeline, ops;
#                                               or standby, a second controller
#   e2e/plain-processes.sh stop DIR SERVICE     ends one
#
# Needs Linux, a built repository (`mvn package`), Java 17 or newer, and of the systems, in variables where they are elsewhere:
#
#   POSTGRES_HOME   Postgres with bin/initdb and bin/postgres; default: what `./millrace prepare` has unpacked
#   LIBCHDB         libchdb.so, the ClickHouse engine; default: what `./millrace prepare` has fetched
#
# In DIR: `environment` (ports, passwords, the limit of loads), `millrace.yaml`, and for each service its folder, SERVICE.log and SERVICE.pid.
#
#   set -a && . DIR/environment && ./millrace --ops http://127.0.0.1:$OPS_PORT status
set -euo pipefail
umask 077

home="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
version=0.1.0
java="${JAVA_HOME:+$JAVA_HOME/bin/}java"
cache="${XDG_CACHE_HOME:-$HOME/.cache}/millrace"
patience=120

say() { printf '%s\n' "$*" >&2; }
fail() { say "plain-processes: $*"; exit 1; }

# ---- what all share ----

# A port that nobody listens on, below the range from which systems take the ports of clients. Sets the variable.
free_port() {
  local candidate
  while candidate=$((10000 + RANDOM % 20000)); do
    case " ${taken:=} " in *" $candidate "*) continue ;; esac
    (exec 3<> "/dev/tcp/127.0.0.1/$candidate") 2> /dev/null || break
  done
  taken+=" $candidate"
  printf -v "$1" '%s' "$candidate"
}

# Letters and digits only: passwords stand in URLs.
secret() { od -An -N16 -tx1 /dev/urandom | tr -d ' \n'; }

# Ports and passwords, once for each folder, so that a process that is started again is found where it was.
make_environment() {
  local name port
  {
    for name in POSTGRES KAFKA KAFKA_CONTROLLER CONNECT CLICKHOUSE CONTROLLER STANDBY PIPELINE OPS; do
      free_port port
      echo "${name}_PORT=$port"
    done
    for name in POSTGRES_PASSWORD CLICKHOUSE_PASSWORD CLICKHOUSE_READER_PASSWORD MILLRACE_CAPTURE_PASSWORD \
      MILLRACE_OPS_TOKEN MILLRACE_CONDITIONS_KEY; do
      echo "$name=$(secret)"
    done
    echo "LOAD_ROWS_PER_SECOND=${LOAD_ROWS_PER_SECOND:-0}"
  } > "$dir/environment.new"
  mv "$dir/environment.new" "$dir/environment"
}

# One configuration for controller, pipeline and ops, as deploy/compose/millrace.yaml. Secrets come from the environment, and so does
# the one setting that two controllers cannot share.
write_configuration() {
  cat > "$dir/millrace.yaml" << YAML
source:
  url: postgresql://millrace:\${POSTGRES_PASSWORD}@127.0.0.1:$POSTGRES_PORT/shop
log:
  bootstrapServers: localhost:$KAFKA_PORT
  replicationFactor: 1
capture:
  connectUrl: http://127.0.0.1:$CONNECT_PORT
  loadRowsPerSecond: $LOAD_ROWS_PER_SECOND
warehouse:
  url: http://millrace:\${CLICKHOUSE_PASSWORD}@127.0.0.1:$CLICKHOUSE_PORT
controller:
  bind: 127.0.0.1:\${CONTROLLER_PORT}
pipeline:
  bind: 127.0.0.1:$PIPELINE_PORT
  checkpoint: file://$dir/pipeline/checkpoint
ops:
  bind: 127.0.0.1:$OPS_PORT
  token: \${MILLRACE_OPS_TOKEN}
  services:
    controller: http://127.0.0.1:$CONTROLLER_PORT
    pipeline: http://127.0.0.1:$PIPELINE_PORT
YAML
}

# The jar of a module of ours and what it needs; of a module in local/, only what it gathers.
class_path() {
  local file="$home/$1/target/classpath.txt"
  [ -f "$file" ] || fail "$1 is not built: run \`mvn package\` in $home"
  case "$1" in
    local/*) cat "$file" ;;
    *) printf '%s:%s' "$home/$1/target/millrace-$1-$version.jar" "$(cat "$file")" ;;
  esac
}

# Starts a process in its folder. `setsid` and `env` become the command, so that the process id is its own.
launch() {
  local name="$1"
  shift
  mkdir -p "$dir/$name"
  cd "$dir/$name"
  setsid "$@" > "$dir/$name.log" 2>&1 < /dev/null &
  echo $! > "$dir/$name.pid"
  cd "$home"
}

# The process id of a service; none if it does not run. Another process with that id is none of ours.
pid_of() {
  local pid
  read -r pid 2> /dev/null < "$dir/$1.pid" || return 1
  case "$(readlink "/proc/$pid/cwd" 2> /dev/null)" in
    "$dir/$1" | "$dir/$1"/*) echo "$pid" ;;
    *) return 1 ;;
  esac
}

await_healthy() {
  local name pid deadline
  for name in "$@"; do
    deadline=$((SECONDS + patience))
    read -r pid < "$dir/$name.pid"
    until healthy "$name" > /dev/null 2>&1; do
      kill -0 "$pid" 2> /dev/null || fail "$name has ended: $(tail -n 5 "$dir/$name.log")"
      [ "$SECONDS" -lt "$deadline" ] || fail "$name is not healthy after $patience s: $(tail -n 5 "$dir/$name.log")"
      sleep 0.3
    done
    say "$name is healthy"
  done
}

healthy() {
  case "$1" in
    # As `pg_ctl --wait` does: the first line is the process id, the eighth the state.
    postgres) [ "$(sed -n '1p;8p' "$dir/postgres/cluster/postmaster.pid" | xargs)" = "$(cat "$dir/postgres.pid") ready" ] ;;
    # It says so once it is registered and serves; its tools that ask are JVMs, too.
    kafka) grep -q 'Kafka Server started' "$dir/kafka.log" ;;
    clickhouse) get "$CLICKHOUSE_PORT/ping" ;;
    # The root answers before the worker has joined its group; the list of connectors does not.
    connect) get "$CONNECT_PORT/connectors" ;;
    controller) get "$CONTROLLER_PORT/readyz" ;;
    standby) get "$STANDBY_PORT/readyz" ;;
    pipeline) get "$PIPELINE_PORT/readyz" ;;
    ops) get "$OPS_PORT/readyz" ;;
  esac
}

# As `curl -fsS http://127.0.0.1:PORT/PATH`, which not every machine has.
get() {
  local port="${1%%/*}" status
  {
    printf 'GET /%s HTTP/1.1\r\nHost: 127.0.0.1:%s\r\nConnection: close\r\n\r\n' "${1#*/}" "$port" >&3
    read -r -t 5 status <&3
  } 3<> "/dev/tcp/127.0.0.1/$port" || return 1
  [[ "$status" == *" 200"* ]]
}

# ---- the systems around Millrace ----

# Postgres with logical replication, a superuser and an empty database.
start_postgres() {
  local binaries="${POSTGRES_HOME:-}" folder="$dir/postgres" user=() candidates
  if [ -z "$binaries" ]; then
    candidates=("$cache"/postgres-*/bin)
    binaries="$(dirname "${candidates[-1]}")"
  fi
  binaries="$binaries/bin"
  [ -x "$binaries/postgres" ] || fail "no Postgres in $binaries: set POSTGRES_HOME, or run \`./millrace prepare\` once"
  mkdir -p "$folder"
  # It refuses to run as root: in a user namespace it is nobody, and where there is none it becomes nobody.
  if [ "$(id -u)" -eq 0 ]; then
    if unshare -U true 2> /dev/null; then
      user=(unshare -U)
    else
      user=(setpriv --reuid=nobody --clear-groups)
      chmod o+x "$dir"
      chown -R nobody "$folder"
    fi
  fi
  if [ ! -f "$folder/cluster/PG_VERSION" ]; then
    printf '%s' "$POSTGRES_PASSWORD" > "$folder/password"
    [ "${user[0]:-}" != setpriv ] || chown nobody "$folder/password"
    "${user[@]}" "$binaries/initdb" --pgdata="$folder/cluster" --username=millrace --pwfile="$folder/password" \
      --auth=scram-sha-256 --encoding=UTF8 --locale=C > "$folder/initdb.log" 2>&1 || fail "$(tail -n 3 "$folder/initdb.log")"
    rm "$folder/password"
    echo 'CREATE DATABASE shop;' | "${user[@]}" "$binaries/postgres" --single -D "$folder/cluster" postgres \
      >> "$folder/initdb.log" 2>&1
  fi
  launch postgres "${user[@]}" "$binaries/postgres" -D "$folder/cluster" -c listen_addresses=127.0.0.1 \
    -c port="$POSTGRES_PORT" -c unix_socket_directories= -c wal_level=logical -c max_wal_senders=10 \
    -c max_replication_slots=10 -c timezone=UTC
}

# One broker that is its own KRaft controller.
start_kafka() {
  local folder="$dir/kafka" classes
  classes="$(class_path local/kafka-broker)"
  mkdir -p "$folder"
  cat > "$folder/server.properties" << PROPERTIES
node.id=1
process.roles=broker,controller
listeners=PLAINTEXT://127.0.0.1:$KAFKA_PORT,CONTROLLER://127.0.0.1:$KAFKA_CONTROLLER_PORT
advertised.listeners=PLAINTEXT://localhost:$KAFKA_PORT
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
controller.listener.names=CONTROLLER
controller.quorum.voters=1@127.0.0.1:$KAFKA_CONTROLLER_PORT
offsets.topic.replication.factor=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
group.initial.rebalance.delay.ms=0
broker.session.timeout.ms=2000
broker.heartbeat.interval.ms=300
auto.create.topics.enable=false
message.max.bytes=67108864
log.dirs=$folder/logs
PROPERTIES
  if [ ! -f "$folder/logs/meta.properties" ]; then
    "$java" -cp "$classes" kafka.tools.StorageTool format --cluster-id bWlsbHJhY2UtcGxhaW4tMQ \
      --config "$folder/server.properties" > "$folder/format.log" 2>&1 || fail "$(tail -n 3 "$folder/format.log")"
  fi
  launch kafka "$java" -Xmx384m "${small[@]}" "$logging" -cp "$classes" kafka.Kafka "$folder/server.properties"
}

# A worker in distributed mode with Debezium and Millrace's plug-in. They are on its class path; in a worker with a plugin.path, such as
# Debezium's image, both go into one folder there (deploy/compose/Dockerfile).
start_connect() {
  local folder="$dir/connect"
  mkdir -p "$folder"
  cat > "$folder/worker.properties" << PROPERTIES
bootstrap.servers=127.0.0.1:$KAFKA_PORT
group.id=millrace-connect
listeners=http://127.0.0.1:$CONNECT_PORT
key.converter=org.apache.kafka.connect.json.JsonConverter
value.converter=org.apache.kafka.connect.json.JsonConverter
config.storage.topic=millrace.connect.configs
offset.storage.topic=millrace.connect.offsets
status.storage.topic=millrace.connect.status
config.storage.replication.factor=1
offset.storage.replication.factor=1
status.storage.replication.factor=1
offset.flush.interval.ms=1000
plugin.discovery=service_load
connector.client.config.override.policy=All
config.providers=env
config.providers.env.class=org.apache.kafka.common.config.provider.EnvVarConfigProvider
producer.max.request.size=67108864
PROPERTIES
  # The connector's settings refer to MILLRACE_CAPTURE_PASSWORD by the provider `env`.
  launch connect "$java" -Xmx448m "${small[@]}" "$logging" -cp "$(class_path local/connect-worker)" \
    org.apache.kafka.connect.cli.ConnectDistributed "$folder/worker.properties"
}

# The engine of ClickHouse behind its HTTP interface stands for a ClickHouse server, with a login that may only read.
start_clickhouse() {
  local library="${LIBCHDB:-}" signals="" candidates
  if [ -z "$library" ]; then
    candidates=("$cache"/libchdb-*-checked/libchdb.so)
    library="${candidates[-1]}"
  fi
  [ -f "$library" ] || fail "no libchdb in $library: set LIBCHDB, or run \`./millrace prepare\` once"
  signals="$(dirname "$(dirname "$(readlink -f "$(command -v "$java")")")")/lib/libjsig.so"
  # Without it the engine's signal handlers replace those of the JVM, which then freezes.
  launch clickhouse env LD_PRELOAD="$signals" \
    MILLRACE_CLICKHOUSE_USER=millrace MILLRACE_CLICKHOUSE_PASSWORD="$CLICKHOUSE_PASSWORD" \
    MILLRACE_CLICKHOUSE_READER=reader MILLRACE_CLICKHOUSE_READER_PASSWORD="$CLICKHOUSE_READER_PASSWORD" \
    "$java" "@$home/clickhouse-embedded/src/main/resources/io/millrace/clickhouse/embedded/jvm.options" \
    -cp "$(class_path clickhouse-embedded)" io.millrace.clickhouse.embedded.Main \
    --data "$dir/clickhouse/data" --host 127.0.0.1 --port "$CLICKHOUSE_PORT" --library "$library"
}

# ---- Millrace ----

# Creates topics, publication, slot and connector; watches the catalog, loads tables and compares them.
start_controller() {
  launch controller "$java" -Xmx192m "${small[@]}" -cp "$(class_path controller)" \
    io.millrace.controller.Main --config "$dir/millrace.yaml"
}

# Waits until the other one has ended.
start_standby() {
  launch standby env CONTROLLER_PORT="$STANDBY_PORT" "$java" -Xmx192m "${small[@]}" -cp "$(class_path controller)" \
    io.millrace.controller.Main --config "$dir/millrace.yaml"
}

# A Spark job in one process. On a cluster spark-submit starts the same class (docs/guides/spark-cluster.md).
start_pipeline() {
  launch pipeline "$java" "@$home/pipeline/src/main/resources/io/millrace/pipeline/jvm.options" -cp "$(class_path pipeline)" \
    io.millrace.pipeline.Main --config "$dir/millrace.yaml"
}

# API and console. What people ask by `millrace sql` goes to the warehouse with the login that may only read.
start_ops() {
  launch ops env MILLRACE_WAREHOUSE_READER_URL="http://reader:$CLICKHOUSE_READER_PASSWORD@127.0.0.1:$CLICKHOUSE_PORT" \
    "$java" -Xmx192m "${small[@]}" -cp "$(class_path ops)" io.millrace.ops.Main --config "$dir/millrace.yaml"
}

# ---- order ----

# Each when what it needs is healthy, as depends_on of deploy/compose/compose.yaml has it.
up() {
  start_clickhouse
  start_kafka
  start_postgres
  await_healthy clickhouse kafka
  start_connect
  start_pipeline
  start_ops
  await_healthy postgres
  start_controller
  await_healthy connect ops pipeline controller
}

# Those that write and ask first, the systems that they use last.
down() {
  stop standby controller ops pipeline
  stop connect
  stop clickhouse kafka
  stop postgres
}

# Ends processes that do not need each other, all at the same time.
stop() {
  local name pid signal deadline=$((SECONDS + 30))
  for name in "$@"; do
    signal=TERM
    # Postgres's fast shutdown; with TERM it would wait until every client has gone.
    [ "$name" != postgres ] || signal=INT
    if pid="$(pid_of "$name")"; then kill -"$signal" "$pid" 2> /dev/null || true; fi
  done
  for name in "$@"; do
    while pid="$(pid_of "$name")"; do
      if [ "$SECONDS" -ge "$deadline" ]; then
        say "$name does not end and is killed"
        kill -KILL "$pid" 2> /dev/null || true
      fi
      sleep 0.1
    done
    rm -f "$dir/$name.pid"
  done
}

usage() { sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}" >&2; exit 2; }

[ $# -ge 2 ] || usage
mkdir -p "$2"
dir="$(cd -P "$2" && pwd)"
[ -f "$dir/environment" ] || make_environment
# All of it goes to every process, as all of Millrace's read the same millrace.yaml.
set -a
# shellcheck disable=SC1091
. "$dir/environment"
set +a
write_configuration
# For processes that live as long as a test; for longer leave out the second one.
small=(-XX:+UseSerialGC -XX:TieredStopAtLevel=1)
logging="-Dlog4j2.configurationFile=file://$home/local/src/main/resources/io/millrace/local/log4j2-server.properties"

case "$1:$#:${3:-}" in
  up:2:) up ;;
  down:2:) down ;;
  start:3:postgres | start:3:kafka | start:3:clickhouse | start:3:connect | start:3:controller | start:3:standby | \
    start:3:pipeline | start:3:ops)
    if pid_of "$3" > /dev/null; then fail "$3 runs already"; fi
    "start_$3"
    await_healthy "$3"
    ;;
  stop:3:?*) stop "$3" ;;
  *) usage ;;
esac
