#!/usr/bin/env bash
# A real Kubernetes control plane on loopback, with three simulated nodes (kwok) in three zones.
# Usage: control-plane.sh start|stop|status STATE_DIR
#   BIN       folder with the programs that build.sh made (default: ${XDG_CACHE_HOME:-~/.cache}/slipway/bin)
#   KUBECTL   default: $BIN/kubectl
#   API_PORT  default 16443; the four ports above it are used too
# After start: STATE_DIR/admin.kubeconfig and STATE_DIR/logs. After stop STATE_DIR is still there, and so are the objects in it.
# Exit status: 0 done, 1 failed, 2 wrong usage, 3 something is missing (status: not everything runs).
set -euo pipefail
umask 077

if [ $# != 2 ]; then echo "usage: control-plane.sh start|stop|status STATE_DIR" >&2; exit 2; fi
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
verb=$1 dir=$(realpath -m "$2") bin=${BIN:-${XDG_CACHE_HOME:-$HOME/.cache}/slipway/bin}
kubectl=${KUBECTL:-$bin/kubectl} port=${API_PORT:-16443}
api=https://127.0.0.1:$port etcd=http://127.0.0.1:$((port + 1)) peer=http://127.0.0.1:$((port + 2))
programs=(etcd apiserver controller-manager scheduler kwok)
# shellcheck source=processes.sh
source "$here/processes.sh"

kc() { "$kubectl" --kubeconfig "$dir/admin.kubeconfig" --request-timeout=10s "$@"; }

stop() {
  end_all kwok scheduler controller-manager apiserver
  end etcd # last, or the API server waits for it
}

status() { # is everything up?
  local name pid all=0
  for name in "${programs[@]}"; do
    if pid=$(pid_of "$name"); then echo "$name runs ($pid)"; else echo "$name does not run"; all=3; fi
  done
  [ $all != 0 ] || kc get --raw /readyz > /dev/null 2>&1 || { echo "the API server does not answer"; all=3; }
  return $all
}

fail() { # message [name of the log to show]
  echo "control plane: $1" >&2
  [ -z "${2:-}" ] || tail -n 15 "$dir/logs/$2.log" >&2 || true
  stop
  exit 1
}

until_true() { # seconds program-that-must-live command…
  local left=$(($1 * 5)) name=$2; shift 2
  until "$@" > /dev/null 2>&1; do
    pid_of "$name" > /dev/null || fail "$name ended by itself" "$name"
    ((left-- > 0)) || fail "$name was not ready in time" "$name"
    sleep 0.2
  done
}

cert() { # name subject extension
  openssl req -newkey rsa:2048 -nodes -keyout "pki/$1.key" -out "pki/$1.csr" -subj "$2" 2> /dev/null
  openssl x509 -req -in "pki/$1.csr" -CA pki/ca.crt -CAkey pki/ca.key -CAcreateserial -days 30 \
    -out "pki/$1.crt" -extfile <(echo "$3") 2> /dev/null
}

certificates() { # for 30 days; made anew when the last of them is about to end
  openssl x509 -checkend 86400 -noout -in pki/scheduler.crt > /dev/null 2>&1 && return
  local names="DNS:localhost,DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc,DNS:kubernetes.default.svc.cluster.local"
  openssl req -x509 -newkey rsa:2048 -nodes -keyout pki/ca.key -out pki/ca.crt -days 30 -subj /CN=slipway-sandbox 2> /dev/null
  openssl genrsa -out pki/sa.key 2048 2> /dev/null
  openssl rsa -in pki/sa.key -pubout -out pki/sa.pub 2> /dev/null
  cert apiserver /CN=kube-apiserver "subjectAltName=$names,IP:127.0.0.1,IP:10.96.0.1"
  cert admin /O=system:masters/CN=admin "extendedKeyUsage=clientAuth"
  cert controller-manager /CN=system:kube-controller-manager "extendedKeyUsage=clientAuth"
  cert scheduler /CN=system:kube-scheduler "extendedKeyUsage=clientAuth"
}

kubeconfig() { # user
  cat > "$1.kubeconfig" << EOT
apiVersion: v1
kind: Config
current-context: sandbox
clusters: [{ name: sandbox, cluster: { server: "$api", certificate-authority: "$dir/pki/ca.crt" } }]
users: [{ name: $1, user: { client-certificate: "$dir/pki/$1.crt", client-key: "$dir/pki/$1.key" } }]
contexts: [{ name: sandbox, context: { cluster: sandbox, user: $1 } }]
EOT
}

check() {
  local need missing=()
  for need in etcd openssl setsid; do command -v $need > /dev/null || missing+=("$need"); done
  for need in kube-apiserver kube-controller-manager kube-scheduler kwok; do [ -x "$bin/$need" ] || missing+=("$bin/$need"); done
  command -v "$kubectl" > /dev/null || missing+=("$kubectl")
  [ ${#missing[@]} = 0 ] || { echo "control plane: these are missing: ${missing[*]}" >&2; exit 3; }
  for need in $port $((port + 1)) $((port + 2)) $((port + 3)) $((port + 4)); do
    if (exec 3<> "/dev/tcp/127.0.0.1/$need") 2> /dev/null; then
      echo "control plane: port $need is taken: set API_PORT" >&2
      exit 1
    fi
  done
}

start() {
  check
  mkdir -p "$dir/pki" "$dir/logs" "$dir/pids"
  cd "$dir"
  certificates
  local user
  for user in admin controller-manager scheduler; do kubeconfig $user; done

  run etcd etcd --data-dir "$dir/etcd" --listen-client-urls "$etcd" --advertise-client-urls "$etcd" \
    --listen-peer-urls "$peer" --initial-advertise-peer-urls "$peer" --initial-cluster "default=$peer"
  # Admission is the default set, Pod Security included. A node's pods are evicted 10 s after it is known to be lost, not 300.
  # An etcd before 3.5.8 cannot stream a first listing: with the feature on, kwok's watches would be refused and lag behind a minute.
  run apiserver "$bin/kube-apiserver" --etcd-servers="$etcd" --bind-address=127.0.0.1 --advertise-address=127.0.0.1 \
    --secure-port="$port" --service-cluster-ip-range=10.96.0.0/16 --authorization-mode=Node,RBAC --allow-privileged=true \
    --tls-cert-file=pki/apiserver.crt --tls-private-key-file=pki/apiserver.key --client-ca-file=pki/ca.crt \
    --service-account-key-file=pki/sa.pub --service-account-signing-key-file=pki/sa.key --service-account-issuer="$api" \
    --endpoint-reconciler-type=none --enable-admission-plugins=NodeRestriction \
    --feature-gates=WatchList=false \
    --default-not-ready-toleration-seconds=10 --default-unreachable-toleration-seconds=10
  until_true 60 apiserver kc get --raw /readyz
  run controller-manager "$bin/kube-controller-manager" --kubeconfig=controller-manager.kubeconfig \
    --bind-address=127.0.0.1 --secure-port=$((port + 3)) --leader-elect=false --controllers='*,-nodeipam' \
    --service-account-private-key-file=pki/sa.key --root-ca-file=pki/ca.crt --use-service-account-credentials=true \
    --cluster-signing-cert-file=pki/ca.crt --cluster-signing-key-file=pki/ca.key \
    --node-monitor-period=2s --node-monitor-grace-period=20s
  run scheduler "$bin/kube-scheduler" --kubeconfig=scheduler.kubeconfig \
    --bind-address=127.0.0.1 --secure-port=$((port + 4)) --leader-elect=false
  # On an old state the leases of the kwok before would hold up this one until they had run out.
  kc delete leases --namespace kube-node-lease --all --ignore-not-found > /dev/null 2>&1 || true
  local stages=() stage
  for stage in "$here"/stages/*.yaml; do stages+=(--config "$stage"); done
  run kwok "$bin/kwok" --kubeconfig admin.kubeconfig --manage-nodes-with-label-selector=type=kwok \
    --node-lease-duration-seconds=40 "${stages[@]}"
  until_true 20 kwok kc apply -f "$here/nodes.yaml"
  until_true 60 kwok kc wait --for=condition=Ready nodes --selector=type=kwok --timeout=1s
  until_true 30 controller-manager kc get serviceaccount default --namespace default
}

case $verb in
  start)
    if status > /dev/null 2>&1; then
      echo "already runs: KUBECONFIG=$dir/admin.kubeconfig"
    else
      stop
      start
      echo "ready: KUBECONFIG=$dir/admin.kubeconfig"
    fi
    ;;
  stop) stop ;;
  status) status ;;
  *) echo "usage: control-plane.sh start|stop|status STATE_DIR" >&2; exit 2 ;;
esac
