# Processes that outlive the script that started them, and are ended by a later run of it. To be sourced by a script that has set
# `dir`, in which there are `logs` and `pids`.
# shellcheck shell=bash disable=SC2154

# A process id comes round again. What tells a process from a later one of the same id is its name and the tick it began at.
identity() { # pid
  local line name
  read -r line 2> /dev/null < "/proc/$1/stat" || return 0
  name=${line#*(} name=${name%)*}
  # shellcheck disable=SC2086 # a list of numbers, of which the start is the 22nd, two before it having been cut off
  set -- ${line##*) }
  [ "$1" = Z ] || echo "${20} $name" # a zombie has ended
}

pid_of() { # name: prints the id if that process still is the one that was started here
  local pid identity
  read -r pid identity 2> /dev/null < "$dir/pids/$1" || return 1
  [ -n "$identity" ] && [ "$(identity "$pid")" = "$identity" ] && echo "$pid"
}

run() { # name command…
  local name=$1 pid; shift
  setsid nohup "$@" > "$dir/logs/$name.log" 2>&1 < /dev/null &
  pid=$!
  sleep 0.1 # the name is that of the program only after exec
  echo "$pid $(identity "$pid")" > "$dir/pids/$name"
}

end() { # name
  local pid
  if pid=$(pid_of "$1"); then
    kill "$pid" 2> /dev/null || true
    timeout 20 tail --pid="$pid" -s 0.1 -f /dev/null || kill -KILL "$pid" 2> /dev/null || true
  fi
  rm -f "$dir/pids/$1"
}

end_all() { # names…: at once
  local name ending=()
  for name in "$@"; do
    end "$name" &
    ending+=($!)
  done
  wait "${ending[@]}" # not for all: what this shell has started, and does not end now, would be waited for too
}
