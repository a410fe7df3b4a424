#!/bin/sh
# Keeps exactly one driver submitted: two would take turns, since each new one ends the one before it.
set -u
while :; do
  state="$(curl -fsS http://spark-master:8080/json/ | tr -d ' \n')"
  case "$state" in
    *'"status":"ALIVE"'*)
      case "$state" in
        *'"activedrivers":[]'*)
          # --supervise: the master starts the driver again, on another worker if need be. Spark knows no setting for it.
          /opt/spark/bin/spark-submit --properties-file /opt/millrace/spark.conf --supervise \
            --class io.millrace.pipeline.Main file:///opt/millrace/lib/millrace-pipeline-0.1.0.jar --config /etc/millrace/millrace.yaml
          ;;
      esac
      ;;
  esac
  sleep 5
done
