package main

import (
	"cmp"
	"context"
	"net/url"
	"path/filepath"
	"time"

	"harta/internal/fault"
	"harta/internal/store"
)

// factsSeen is the setting that says that the facts have been there once.
const factsSeen = "facts_seen"

// The pause between two tries to reach a ClickHouse server that was away at the start; it doubles with every try.
const (
	factsPause        = time.Second
	longestFactsPause = 30 * time.Second
)

// prepareFacts brings the facts' tables up to date. That they cannot be used now is no reason to keep citizens' doors closed, because
// what they send waits in the data folder: the house stands without its facts then, and ready stays open. Only facts that have never
// been there, or a server that was set up wrongly, are an error: of a server that was never reached the fault "clickhouse_absent", for
// its address is probably wrong, of the embedded engine what kept it from starting.
func (h *house) prepareFacts(ctx context.Context, term *terminal) error {
	err := h.tryFacts(ctx)
	f, isFault := fault.As(err)
	away := isFault && f.Code == "clickhouse_away"
	if err == nil || ctx.Err() != nil || isFault && !away {
		return err
	}
	seen, broken := h.register.Setting(ctx, factsSeen)
	switch {
	case broken != nil:
		return broken
	case seen == "" && h.server == "":
		return cmp.Or(h.engineAway, err)
	case seen == "" && away:
		return fault.New(fault.KindUnavailable, "clickhouse_absent", fault.Params{"address": h.serverAddress(), "reason": reason(err)})
	case seen == "":
		return err
	case h.server == "":
		h.log.Error("the engine cannot be used", "error", cmp.Or(h.engineAway, err))
		if f, ok := fault.As(h.engineAway); ok && f.Code == "engine_room" {
			term.say("cli.engine_room", "folder", h.folder, "megabytes", f.Params["megabytes"])
			break
		}
		term.say("cli.engine_away", "folder", filepath.Join(h.folder, "log"))
	default:
		h.log.Error("ClickHouse cannot be used", "error", err)
		term.say("cli.facts_away", "address", h.serverAddress())
	}
	return nil
}

// tryFacts prepares the database, migrates it and says so.
func (h *house) tryFacts(ctx context.Context) error {
	if err := h.facts.Prepare(ctx); err != nil {
		return err
	}
	if err := store.MigrateClickHouse(ctx, h.facts); err != nil {
		return err
	}
	if err := h.register.SetSetting(ctx, factsSeen, "yes"); err != nil {
		return err
	}
	close(h.ready)
	return nil
}

// away says whether the house stands without its facts, as the fault that a command without use for such a house gives.
func (h *house) away() error {
	select {
	case <-h.ready:
		return nil
	default:
		return fault.New(fault.KindUnavailable, "clickhouse_away", nil)
	}
}

// deliver waits for the facts, trying again and again, and then moves what was accepted into them until ctx ends.
func (h *house) deliver(ctx context.Context) {
	for pause := factsPause; h.away() != nil; pause = min(2*pause, longestFactsPause) {
		select {
		case <-ctx.Done():
			return
		case <-time.After(pause):
		}
		if err := h.tryFacts(ctx); err != nil {
			h.log.Warn("ClickHouse cannot be used yet", "address", h.serverAddress(), "error", err)
			continue
		}
		h.log.Warn("ClickHouse is there")
	}
	h.loader.Run(ctx)
}

// serverAddress is where the ClickHouse server should be, without user and password.
func (h *house) serverAddress() string {
	u, err := url.Parse(h.server)
	if err != nil {
		return ""
	}
	return u.Host
}
