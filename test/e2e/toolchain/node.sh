#!/usr/bin/env bash
# A real node, named `real`, for a control plane that runs: kubelet, containerd, runc, a bridge, kube-proxy, CoreDNS.
# Usage: node.sh missing                                 says what this machine lacks for it; nothing if it can run here
#        node.sh start|stop STATE_DIR                    KUBECONFIG is the cluster's administrator
#        node.sh image STATE_DIR NAME:TAG PROGRAM USER   an image of one static program and a numeric user, as localhost/NAME:TAG
#   BIN      folder with the programs that build.sh made (default: ${XDG_CACHE_HOME:-~/.cache}/slipway/bin)
#   KUBECTL  default: $BIN/kubectl
# One node a machine: the bridge, its addresses and kube-proxy's tables are the machine's own. It listens on loopback and on the
# bridge's address alone; pods reach each other and the machine, and nothing beyond it. No registry is asked for anything.
# After stop STATE_DIR holds nothing but logs: the node's own, and those of its pods.
# Exit status: 0 done, 1 failed, 2 wrong usage, 3 something is missing.
set -euo pipefail
umask 022 # the processes of a pod, which are nobody here, read what is mounted for them

verb=${1:-} here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
bin=${BIN:-${XDG_CACHE_HOME:-$HOME/.cache}/slipway/bin} kubectl=${KUBECTL:-$bin/kubectl}
bridge=slipway0 gateway=10.244.0.1 pods=10.244.0.0/24 services=10.96.0.0/16 cgroup=slipway-node
strays=(/run/containerd /var/lib/cni /var/lib/kubelet /var/log/containers) # places that cannot be set
settings=(net.ipv4.ip_forward net.bridge.bridge-nf-call-iptables)
network_plugins=(/usr/lib/cni /opt/cni/bin) # of Debian, and of everybody else
programs=(containerd kubelet kube-proxy coredns)
# shellcheck source=processes.sh
source "$here/processes.sh"

kc() { "$kubectl" --kubeconfig "$kubeconfig" --request-timeout=10s "$@"; }

fail() { # message [name of the log to show]
  echo "node: $1" >&2
  [ -z "${2:-}" ] || tail -n 15 "$dir/logs/$2.log" >&2 || true
  exit 1
}

until_true() { # seconds program-that-must-live command…
  local left=$(($1 * 5)) name=$2; shift 2
  until "$@" > /dev/null 2>&1; do
    pid_of "$name" > /dev/null || fail "$name ended by itself" "$name"
    ((left-- > 0)) || fail "$name was not ready in time: $*" "$name"
    sleep 0.2
  done
}

plugin_folder() {
  local folder
  for folder in "${network_plugins[@]}"; do
    if [ -x "$folder/bridge" ] && [ -x "$folder/host-local" ]; then echo "$folder"; return; fi
  done
  return 1
}

hierarchies() { # of control groups: one of version 2, or several of version 1
  if [ -f /sys/fs/cgroup/cgroup.controllers ]; then echo /sys/fs/cgroup; else dirname /sys/fs/cgroup/*/cgroup.procs; fi
}

# What a node does to the machine, tried where it leaves no trace: in namespaces of its own.
try_privileges() {
  local folder status=0
  folder=$(mktemp -d)
  mkdir "$folder"/{lower,upper,work,merged}
  # shellcheck disable=SC2016 # the inner shell expands it
  unshare --mount --net --propagation private bash -ec '
    ip link add try type bridge
    nft add table ip try
    mount -t overlay try -o "lowerdir=$1/lower,upperdir=$1/upper,workdir=$1/work" "$1/merged"' \
    try "$folder" > /dev/null 2>&1 || status=1
  rm -rf --one-file-system "$folder"
  return $status
}

missing() {
  local need lacks=() hierarchy
  for need in containerd:containerd ctr:containerd runc:runc nft:nftables ip:iproute2 unshare:util-linux; do
    command -v "${need%:*}" > /dev/null || lacks+=("${need%:*} is not on PATH (Debian, Ubuntu: apt-get install ${need#*:})")
  done
  plugin_folder > /dev/null ||
    lacks+=("no network plugins are in ${network_plugins[*]} (Debian, Ubuntu: apt-get install containernetworking-plugins)")
  if [ "$(id -u)" != 0 ]; then
    lacks+=("a kubelet needs root")
  elif [ ${#lacks[@]} = 0 ]; then
    try_privileges || lacks+=("root may not make a bridge, a packet filter or an overlay mount here, as in a container without privileges")
    for hierarchy in $(hierarchies); do
      [ -w "$hierarchy" ] || { lacks+=("$hierarchy is read-only"); break; }
    done
  fi
  [ ${#lacks[@]} = 0 ] || printf '%s\n' "${lacks[@]}"
}

configure() {
  local cluster; cluster=$(kc config view --raw --minify --flatten -o jsonpath='{.clusters[0].cluster.certificate-authority-data}')
  base64 -d <<< "$cluster" > ca.crt
  cat > containerd.toml << EOT
version = 2
root = "$dir/containerd"
state = "$dir/run"
[grpc]
address = "$dir/run/containerd.sock"
[plugins."io.containerd.grpc.v1.cri"]
sandbox_image = "localhost/pause:1"
restrict_oom_score_adj = true # without CAP_SYS_RESOURCE the score cannot be lowered
netns_mounts_under_state_dir = true
[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
runtime_type = "io.containerd.runc.v2"
[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
Root = "$dir/run/runc"
[plugins."io.containerd.grpc.v1.cri".cni]
bin_dir = "$(plugin_folder)"
conf_dir = "$dir/network"
[plugins."io.containerd.internal.v1.opt"]
path = "$dir/opt"
EOT
  # Without masquerading and host ports, whose rules would open on every address.
  cat > network/10-slipway.conflist << EOT
{"cniVersion": "0.4.0", "name": "slipway", "plugins": [
  {"type": "bridge", "bridge": "$bridge", "isGateway": true, "hairpinMode": true,
   "ipam": {"type": "host-local", "dataDir": "$dir/addresses", "ranges": [[{"subnet": "$pods"}]], "routes": [{"dst": "0.0.0.0/0"}]}}]}
EOT
  cat > kubelet.yaml << EOT
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
address: $gateway
readOnlyPort: 0
authentication: {anonymous: {enabled: false}, webhook: {enabled: true}, x509: {clientCAFile: $dir/ca.crt}}
authorization: {mode: Webhook}
containerRuntimeEndpoint: unix://$dir/run/containerd.sock
podLogsDir: $dir/logs/pods
clusterDomain: cluster.local
clusterDNS: [$gateway]
cgroupDriver: cgroupfs
cgroupRoot: /$cgroup
failCgroupV1: false
oomScoreAdj: 0
localStorageCapacityIsolation: false # it cannot find the device of every kind of root file system
makeIPTablesUtilChains: false
imageGCHighThresholdPercent: 100 # an image that is collected could not be pulled again
EOT
  cat > kube-proxy.yaml << EOT
apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
mode: nftables
hostnameOverride: real
clusterCIDR: $pods
nodePortAddresses: [$gateway/32]
healthzBindAddress: 127.0.0.1:10256
metricsBindAddress: 127.0.0.1:10249
conntrack: {maxPerCore: 0, tcpEstablishedTimeout: 0s, tcpCloseWaitTimeout: 0s}
clientConnection: {kubeconfig: $kubeconfig}
EOT
  cat > Corefile << EOT
.:53 {
  bind $gateway
  errors
  kubernetes cluster.local {
    kubeconfig $kubeconfig
  }
  cache 5
}
EOT
}

network() {
  # Without this a packet from one pod to another over a Service would come back past the rules that sent it.
  [ -f /proc/sys/net/bridge/bridge-nf-call-iptables ] || modprobe br_netfilter
  sysctl "${settings[@]}" > settings.before
  ip link add $bridge type bridge
  ip link set $bridge alias "$dir" # so that another one can say whose it is
  ip addr add $gateway/24 dev $bridge
  ip link set $bridge up
  ip route add $services dev $bridge # the machine reaches the addresses of Services whatever its default route is
  sysctl -qw "${settings[@]/%/=1}"
}

blob() { # file: moves it into the image that is being made, and prints its digest
  local digest; digest=$(sha256sum "$1" | cut -d ' ' -f 1)
  mv "$1" "blobs/sha256/$digest"
  echo "sha256:$digest"
}

descriptor() { # media type, digest
  printf '{"mediaType": "application/vnd.oci.image.%s", "digest": "%s", "size": %s' "$1" "$2" "$(stat -c %s "blobs/sha256/${2#*:}")"
}

# An image of the Open Container Initiative is a tar file of a few JSON files; so it takes no builder to make one.
image() { # name:tag program user
  local name=localhost/$1 user=$3 program work layer config manifest architecture
  program=$(realpath "$2")
  case $(uname -m) in x86_64) architecture=amd64 ;; aarch64) architecture=arm64 ;; *) architecture=$(uname -m) ;; esac
  work=$(mktemp -d "$dir/image.XXXXXX")
  (
    cd "$work"
    mkdir -p blobs/sha256
    tar -cf layer --owner=0 --group=0 --mtime=@0 --transform "s|.*|program|" -C "$(dirname "$program")" "$(basename "$program")"
    layer=$(blob layer)
    printf '{"architecture": "%s", "os": "linux", "config": {"Entrypoint": ["/program"], "User": "%s"}, "rootfs": {"type": "layers", "diff_ids": ["%s"]}}' \
      "$architecture" "$user" "$layer" > config
    config=$(blob config)
    printf '{"schemaVersion": 2, "config": %s}, "layers": [%s}]}' \
      "$(descriptor config.v1+json "$config")" "$(descriptor layer.v1.tar "$layer")" > manifest
    manifest=$(blob manifest)
    printf '{"schemaVersion": 2, "manifests": [%s, "annotations": {"io.containerd.image.name": "%s"}}]}' \
      "$(descriptor manifest.v1+json "$manifest")" "$name" > index.json
    printf '{"imageLayoutVersion": "1.0.0"}' > oci-layout
    tar -cf image.tar blobs index.json oci-layout
    ctr -a "$dir/run/containerd.sock" -n k8s.io images import image.tar > /dev/null
  )
  rm -r "$work"
  echo "$name"
}

check() {
  local need lacks owner
  lacks=$(missing)
  for need in kubelet kube-proxy coredns pause; do [ -x "$bin/$need" ] || lacks+=" $bin/$need is not built"; done
  [ -z "$lacks" ] || { echo "node: $lacks" >&2; exit 3; }
  [ -f "$kubeconfig" ] || { echo "node: KUBECONFIG names no file: start a control plane" >&2; exit 3; }
  if ip link show $bridge > /dev/null 2>&1; then
    owner=$(cat /sys/class/net/$bridge/ifalias)
    echo "node: another one runs here, or was left behind: node.sh stop ${owner:-STATE_DIR}" >&2
    exit 1
  fi
}

start() {
  local stray hierarchy
  check
  trap '[ $? = 0 ] || stop' EXIT
  mkdir -p "$dir"/{logs,pids,network,kubelet,run}
  cd "$dir"
  for stray in "${strays[@]}"; do [ -e "$stray" ] || echo "$stray"; done > strays.made
  configure
  network
  run containerd containerd --config containerd.toml
  until_true 20 containerd ctr -a run/containerd.sock version
  image pause:1 "$bin/pause" 65535 > /dev/null
  for hierarchy in $(hierarchies); do mkdir -p "$hierarchy/$cgroup"; done
  # The kubelet asks for its client certificate with the administrator's rights, and the controller manager signs it.
  run kubelet "$bin/kubelet" --config kubelet.yaml --root-dir "$dir/kubelet" --cert-dir "$dir/kubelet/pki" \
    --bootstrap-kubeconfig "$kubeconfig" --kubeconfig kubelet.kubeconfig --hostname-override real --node-ip $gateway \
    --node-labels type=real,topology.kubernetes.io/region=local-1,topology.kubernetes.io/zone=local-1a
  run kube-proxy "$bin/kube-proxy" --config kube-proxy.yaml
  run coredns "$bin/coredns" -conf Corefile
  until_true 60 kubelet kc get node real
  until_true 60 kubelet kc wait --for=condition=Ready node/real --timeout=1s
  until_true 20 kube-proxy nft list table ip kube-proxy
  pid_of coredns > /dev/null || fail "coredns ended by itself" coredns
}

no_containers() { ! compgen -G "$dir/run/io.containerd.runtime.v2.task/k8s.io/*" > /dev/null; }

end_containers() {
  local procs left=75 process
  # containerd is still up: it reaps the containers, and their shims end by themselves.
  find /sys/fs/cgroup -path "*/$cgroup/*" -name cgroup.procs | while read -r procs; do
    cat "$procs" 2> /dev/null || true
  done | sort -u | xargs -r kill -KILL 2> /dev/null || true
  until no_containers || ((left-- <= 0)); do sleep 0.2; done
  for process in /proc/[0-9]*; do # shims whose containerd has ended before them
    [[ $(readlink "$process/cwd") != "$dir"/run/io.containerd.runtime.v2.task/* ]] || kill -KILL "${process#/proc/}" || true
  done
}

unnetwork() {
  local family
  ip link del $bridge
  for family in ip ip6; do nft delete table $family kube-proxy 2> /dev/null || true; done
  sysctl -q --load=settings.before
}

stop() {
  [ -d "$dir" ] || return 0
  cd "$dir"
  end_all "${programs[@]:1}" # containerd goes last, as it ends the containers
  # The cgroup and the bridge bear one name on the whole machine: they are touched only where they are ours.
  if [ "$(cat /sys/class/net/$bridge/ifalias 2> /dev/null)" = "$dir" ]; then
    end_containers
    end containerd
    awk -v dir="$dir/" 'index($2, dir) == 1 { print $2 }' /proc/mounts | sort -r | xargs -r umount
    find /sys/fs/cgroup -depth -type d -path "*/$cgroup*" -exec rmdir {} + || true
    unnetwork
    xargs -r rm -rf --one-file-system < strays.made
    find /var/log/containers -lname "$dir/*" -delete 2> /dev/null || true
    # A node that is deleted takes its pods with it, or they would read Ready when it comes back.
    kc delete node/real --ignore-not-found > /dev/null 2>&1 || true
    kc delete pods -A --field-selector spec.nodeName=real --force > /dev/null 2>&1 || true
  fi
  end containerd
  find . -mindepth 1 -maxdepth 1 ! -name logs -exec rm -rf --one-file-system {} +
}

usage() {
  sed -n '3,5s/^# //p' "${BASH_SOURCE[0]}" >&2
  exit 2
}

case $verb/$# in
  missing/1) missing ;;
  start/2 | stop/2)
    dir=$(realpath -m "$2") kubeconfig=$(realpath -m "${KUBECONFIG:-/nonexistent}")
    if [ "$verb" = stop ]; then
      stop
    else
      start
      echo "ready: node real"
    fi
    ;;
  image/5)
    dir=$(realpath -m "$2")
    [ -S "$dir/run/containerd.sock" ] || { echo "node: none runs in $dir" >&2; exit 1; }
    image "${@:3}"
    ;;
  *) usage ;;
esac
