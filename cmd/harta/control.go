package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"harta/ingest"
	"harta/internal/fault"
)

// A running server owns its data folder. Commands started beside it ask the server to do the work over a socket in that
// folder; whoever may open the folder may use the socket.
const socketName = "control.sock"

// importEvent is one line of the server's answer: progress any number of times, then what came of it or a failure.
type importEvent struct {
	Progress *ingest.Progress `json:"progress,omitempty"`
	Result   *importResult    `json:"result,omitempty"`
	Faults   fault.List       `json:"faults,omitempty"`
	Failure  string           `json:"failure,omitempty"`
}

// serveControl answers on the socket until stop is called. An import under way is cut off when ctx ends, and goes on at the next
// start; stop waits for it.
func (h *house) serveControl(ctx context.Context) (stop func(), err error) {
	path := filepath.Join(h.folder, socketName)
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
	mux.HandleFunc("POST /import/file", func(w http.ResponseWriter, r *http.Request) { h.controlImport(ctx, w, r, h.importFile) })
	mux.HandleFunc("POST /import/undo", func(w http.ResponseWriter, r *http.Request) { h.controlImport(ctx, w, r, h.undoImport) })
	mux.HandleFunc("POST /import/cancel", h.controlCancel)
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	go func() {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			h.log.Error("control socket", "error", err)
		}
	}()
	return func() {
		stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTime/2)
		defer cancel()
		_ = server.Shutdown(stopping) // too late is too late: the import goes on at the next start
	}, nil
}

// importWork is what can be ordered: an import, or its undoing.
type importWork func(ctx context.Context, order importOrder, show func(ingest.Progress)) (importResult, error)

// controlImport carries out an order and reports line by line. A caller that goes away does not stop the work: its receipt is in the
// register. Only the end of ctx, the server's own, does, and a caller that says so (see controlCancel).
func (h *house) controlImport(ctx context.Context, w http.ResponseWriter, r *http.Request, work importWork) {
	var order importOrder
	if err := json.NewDecoder(io.LimitReader(r.Body, 1<<16)).Decode(&order); err != nil {
		http.Error(w, "malformed order", http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "application/x-ndjson")
	lines, flusher := json.NewEncoder(w), http.NewResponseController(w)
	send := func(e importEvent) {
		if lines.Encode(e) == nil {
			_ = flusher.Flush()
		}
	}
	var last time.Time
	result, err := work(ctx, order, func(p ingest.Progress) {
		if now := time.Now(); p.Read == 0 || now.Sub(last) > 200*time.Millisecond {
			last = now
			send(importEvent{Progress: &p})
		}
	})
	switch {
	case err == nil:
		send(importEvent{Result: &result})
	case ctx.Err() != nil: // the answer breaks off, which tells the caller
	default:
		if _, ok := fault.As(err); !ok {
			h.log.Error("import", "path", order.Path, "error", err)
		}
		send(failureEvent(err))
	}
}

// controlCancel stops the import that runs. The one who ordered it hears how that ended.
func (h *house) controlCancel(w http.ResponseWriter, r *http.Request) {
	var order importOrder
	if err := json.NewDecoder(io.LimitReader(r.Body, 1<<16)).Decode(&order); err != nil {
		http.Error(w, "malformed order", http.StatusBadRequest)
		return
	}
	if err := h.importer.Cancel(order.ID); err != nil {
		http.Error(w, err.Error(), http.StatusConflict)
	}
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

// controlClient speaks to the server that owns the folder; ok is false when no server listens there.
func controlClient(ctx context.Context, folder string) (client *http.Client, ok bool) {
	dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
		var dialer net.Dialer
		return dialer.DialContext(ctx, "unix", filepath.Join(folder, socketName))
	}
	conn, err := dial(ctx, "", "")
	if err != nil {
		return nil, false
	}
	_ = conn.Close()
	return &http.Client{Transport: &http.Transport{DialContext: dial}}, true
}

// post sends an order over the socket.
func post(ctx context.Context, client *http.Client, path string, order importOrder) (*http.Response, error) {
	body, err := json.Marshal(order)
	if err != nil {
		return nil, fmt.Errorf("write the order: %w", err)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://harta"+path, bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("write the order: %w", err)
	}
	response, err := client.Do(request)
	if err != nil {
		return nil, fmt.Errorf("ask the running server: %w", err)
	}
	return response, nil
}

// askServer sends an order to the server that owns the folder. served is false when no server listens there. When ctx ends, which is
// the person's Ctrl-C, an import is cancelled, and the answer is waited for: it says what came of it.
func askServer(ctx context.Context, folder, path string, order importOrder, progress func(ingest.Progress)) (result importResult, served bool, err error) {
	client, ok := controlClient(ctx, folder)
	if !ok {
		return importResult{}, false, nil
	}
	lasting := context.WithoutCancel(ctx)
	response, err := post(lasting, client, path, order)
	if err != nil {
		return importResult{}, true, err
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		return importResult{}, true, fmt.Errorf("the running server refused the order: %s", response.Status)
	}
	cancel := onEnd(ctx, func(p ingest.Progress) {
		if answer, err := post(lasting, client, "/import/cancel", importOrder{ID: p.Import}); err == nil {
			_ = answer.Body.Close()
		}
	})
	result, err = readEvents(response.Body, func(p ingest.Progress) {
		cancel(p)
		progress(p)
	})
	return result, true, err
}

// onEnd gives a function that is called with every progress and calls cancel with the latest one when ctx ends, in whichever order
// the two happen.
func onEnd(ctx context.Context, cancel func(ingest.Progress)) func(ingest.Progress) {
	var once sync.Once
	return func(p ingest.Progress) {
		once.Do(func() { context.AfterFunc(ctx, func() { cancel(p) }) })
	}
}

// readEvents follows the server's answer to its end. An answer that breaks off is the fault "import_interrupted".
func readEvents(r io.Reader, progress func(ingest.Progress)) (importResult, error) {
	lines := json.NewDecoder(r)
	for {
		var e importEvent
		if err := lines.Decode(&e); err != nil {
			return importResult{}, fault.New(fault.KindUnavailable, "import_interrupted", nil)
		}
		switch {
		case e.Progress != nil:
			progress(*e.Progress)
		case e.Result != nil:
			return *e.Result, nil
		case len(e.Faults) == 1:
			return importResult{}, e.Faults[0]
		case len(e.Faults) > 1:
			return importResult{}, e.Faults
		default:
			return importResult{}, errors.New(e.Failure)
		}
	}
}
