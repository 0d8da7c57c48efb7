package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"harta/ingest"
	"harta/internal/fault"
	"harta/internal/register"
)

// A running server owns its data folder. Commands started beside it ask the server to do the work over a socket in that
// folder; whoever may open the folder may use the socket.
const socketName = "control.sock"

// importOrder asks the server to import a file of the same machine.
type importOrder struct {
	Profile string `json:"profile"`
	Path    string `json:"path"`
	By      string `json:"by"`
}

// importEvent is one line of the server's answer: progress any number of times, then a receipt or a failure.
type importEvent struct {
	Progress *ingest.Progress `json:"progress,omitempty"`
	Receipt  *register.Import `json:"receipt,omitempty"`
	Faults   fault.List       `json:"faults,omitempty"`
	Failure  string           `json:"failure,omitempty"`
}

// serveControl answers on the socket until the context ends.
func serveControl(ctx context.Context, folder string, importer *ingest.Importer, log *slog.Logger) (stop func(), err error) {
	path := filepath.Join(folder, socketName)
	// Whoever holds the folder's lock owns a socket left behind by a killed server.
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("remove the old control socket: %w", err)
	}
	listener, err := net.Listen("unix", path)
	if err != nil {
		return nil, fmt.Errorf("open the control socket: %w", err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return nil, errors.Join(fmt.Errorf("close the control socket to others: %w", err), listener.Close())
	}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /import/records", func(w http.ResponseWriter, r *http.Request) { controlImport(w, r, importer, log) })
	server := &http.Server{
		Handler: mux, ReadHeaderTimeout: 5 * time.Second,
		BaseContext: func(net.Listener) context.Context { return ctx },
	}
	go func() {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			log.Error("control socket", "error", err)
		}
	}()
	return func() { _ = server.Close() }, nil
}

// controlImport carries out an import order and reports line by line.
func controlImport(w http.ResponseWriter, r *http.Request, importer *ingest.Importer, log *slog.Logger) {
	var order importOrder
	if err := json.NewDecoder(io.LimitReader(r.Body, 1<<16)).Decode(&order); err != nil {
		http.Error(w, "malformed order", http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "application/x-ndjson")
	lines, flusher := json.NewEncoder(w), http.NewResponseController(w)
	send := func(e importEvent) {
		// A caller that went away does not stop the import: the file is stored and its receipt is in the register.
		if lines.Encode(e) == nil {
			_ = flusher.Flush()
		}
	}
	var last time.Time
	receipt, err := importer.Import(context.WithoutCancel(r.Context()), order.Profile, order.Path, filepath.Base(order.Path), order.By,
		func(p ingest.Progress) {
			if now := time.Now(); now.Sub(last) > 200*time.Millisecond {
				last = now
				send(importEvent{Progress: &p})
			}
		})
	if err != nil {
		if _, ok := fault.As(err); !ok {
			log.Error("import", "path", order.Path, "error", err)
		}
		send(failureEvent(err))
		return
	}
	send(importEvent{Receipt: &receipt})
}

// failureEvent carries an error over the socket: faults with their codes, anything else as its text (the socket's reader is the
// administrator).
func failureEvent(err error) importEvent {
	var list fault.List
	if errors.As(err, &list) {
		return importEvent{Faults: list}
	}
	if f, ok := fault.As(err); ok {
		return importEvent{Faults: fault.List{f}}
	}
	return importEvent{Failure: err.Error()}
}

// askServer sends an import order to the server that owns the folder. served is false when no server listens there.
func askServer(ctx context.Context, folder string, order importOrder, progress func(ingest.Progress)) (receipt register.Import, served bool, err error) {
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, "unix", filepath.Join(folder, socketName))
	if err != nil {
		return receipt, false, nil
	}
	_ = conn.Close()
	client := &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return dialer.DialContext(ctx, "unix", filepath.Join(folder, socketName))
	}}}
	body, err := json.Marshal(order)
	if err != nil {
		return receipt, true, fmt.Errorf("write the order: %w", err)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://harta/import/records", bytes.NewReader(body))
	if err != nil {
		return receipt, true, fmt.Errorf("write the order: %w", err)
	}
	response, err := client.Do(request)
	if err != nil {
		return receipt, true, fmt.Errorf("ask the running server: %w", err)
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		return receipt, true, fmt.Errorf("the running server refused the order: %s", response.Status)
	}
	return readEvents(response.Body, progress)
}

// readEvents follows the server's answer to its end.
func readEvents(r io.Reader, progress func(ingest.Progress)) (receipt register.Import, served bool, err error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var e importEvent
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			return receipt, true, fmt.Errorf("read the server's answer: %w", err)
		}
		switch {
		case e.Progress != nil:
			progress(*e.Progress)
		case e.Receipt != nil:
			return *e.Receipt, true, nil
		case len(e.Faults) == 1:
			return receipt, true, e.Faults[0]
		case len(e.Faults) > 1:
			return receipt, true, e.Faults
		default:
			return receipt, true, errors.New(e.Failure)
		}
	}
	if err := lines.Err(); err != nil {
		return receipt, true, fmt.Errorf("read the server's answer: %w", err)
	}
	return receipt, true, errors.New("the server stopped before the import was over; it goes on when the server starts again")
}
