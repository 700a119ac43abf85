// The program in the pods of the tests: it does what a request tells it to, so that a test can make it fail at will.
//
//	GET  /                      who answers: {"pod","version","process","user"}
//	GET  /healthz, /readyz      200, or 503 after POST …?ok=false
//	GET  /slow?seconds=1.5      who answers, after that time
//	GET  /eat?mb=200            takes memory and keeps it
//	GET  /count?file=/data/n    adds one to the number in a file, and answers it
//	GET  /write?file=/x         writes a file, or answers 500 and why it could not
//	GET  /call?env=PEER         what http://$PEER/ answers, as this pod reaches it
//
// PORT is where it listens (default 8080), VERSION what it says of itself. On SIGTERM it answers what has begun and ends; with
// ON_SIGTERM=leave it ends at once.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

type server struct {
	started time.Time
	healthy atomic.Bool
	ready   atomic.Bool
	mutex   sync.Mutex
	eaten   [][]byte
}

func main() {
	s := &server{started: time.Now()}
	s.healthy.Store(true)
	s.ready.Store(true)

	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.name)
	mux.HandleFunc("/healthz", switchable(&s.healthy))
	mux.HandleFunc("/readyz", switchable(&s.ready))
	mux.HandleFunc("GET /slow", s.slow)
	mux.HandleFunc("GET /eat", s.eat)
	mux.HandleFunc("GET /count", s.count)
	mux.HandleFunc("GET /write", write)
	mux.HandleFunc("GET /call", call)

	listener := &http.Server{Addr: ":" + fallback(os.Getenv("PORT"), "8080"), Handler: mux}
	drained := make(chan struct{})
	go end(listener, drained)
	if err := listener.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		log.Fatal(err)
	}
	<-drained
}

func end(listener *http.Server, drained chan<- struct{}) {
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM)
	<-stop
	if os.Getenv("ON_SIGTERM") == "leave" {
		os.Exit(0)
	}
	log.Print("draining")
	if err := listener.Shutdown(context.Background()); err != nil {
		log.Print(err)
	}
	close(drained)
}

func (s *server) name(w http.ResponseWriter, _ *http.Request) {
	pod, _ := os.Hostname()
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]any{
		"pod": pod, "version": os.Getenv("VERSION"), "process": strconv.FormatInt(s.started.UnixNano(), 10), "user": os.Getuid(),
	})
}

// switchable answers by a switch, which a POST with ok=true or ok=false turns.
func switchable(on *atomic.Bool) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			on.Store(r.URL.Query().Get("ok") != "false")
			return
		}
		if !on.Load() {
			http.Error(w, "switched off", http.StatusServiceUnavailable)
		}
	}
}

func (s *server) slow(w http.ResponseWriter, r *http.Request) {
	seconds, err := strconv.ParseFloat(r.URL.Query().Get("seconds"), 64)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	time.Sleep(time.Duration(seconds * float64(time.Second)))
	s.name(w, r)
}

func (s *server) eat(w http.ResponseWriter, r *http.Request) {
	megabytes, err := strconv.Atoi(r.URL.Query().Get("mb"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	taken := make([]byte, megabytes<<20)
	for page := 0; page < len(taken); page += os.Getpagesize() {
		taken[page] = 1 // memory counts only when it was touched
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.eaten = append(s.eaten, taken)
	fmt.Fprintln(w, len(s.eaten))
}

func (s *server) count(w http.ResponseWriter, r *http.Request) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	file := r.URL.Query().Get("file")
	text, err := os.ReadFile(file)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	number, _ := strconv.Atoi(strings.TrimSpace(string(text)))
	next := strconv.Itoa(number + 1)
	draft := filepath.Join(filepath.Dir(file), ".draft")
	if err := errors.Join(os.WriteFile(draft, []byte(next), 0o600), os.Rename(draft, file)); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	fmt.Fprintln(w, next)
}

func write(w http.ResponseWriter, r *http.Request) {
	if err := os.WriteFile(r.URL.Query().Get("file"), []byte("written"), 0o600); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
	}
}

func call(w http.ResponseWriter, r *http.Request) {
	client := http.Client{Timeout: 5 * time.Second}
	answer, err := client.Get("http://" + os.Getenv(r.URL.Query().Get("env")) + "/")
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	defer answer.Body.Close()
	w.WriteHeader(answer.StatusCode)
	_, _ = io.Copy(w, answer.Body)
}

func fallback(text, other string) string {
	if text == "" {
		return other
	}
	return text
}
