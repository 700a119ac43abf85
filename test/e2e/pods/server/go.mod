module tools/pod-server

go 1.26.0
