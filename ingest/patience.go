package ingest

import (
	"context"
	"fmt"
	"time"

	"harta/internal/fault"
)

// patience is how long an import waits for a ClickHouse that went away in the midst of a file.
const patience = 2 * time.Minute

// patiently repeats a step while ClickHouse is away, for a while; then the fault is Unavailable "clickhouse_away".
func (im *Importer) patiently(ctx context.Context, step func(context.Context) error) error {
	waited := time.Duration(0)
	for pause := backOffMin; ; pause = min(2*pause, backOffMax) {
		err := step(ctx)
		switch {
		case err == nil || refusedForContent(err) || !passing(err):
			return err
		case ctx.Err() != nil: // whatever the connection said about it
			return fmt.Errorf("%w: %w", ctx.Err(), err)
		case waited >= im.patience:
			return fmt.Errorf("%w: %w", fault.New(fault.KindUnavailable, "clickhouse_away", nil), err)
		}
		waited += pause
		im.log.Warn("an import waits for ClickHouse", "err", err, "again_in", pause)
		sleep(ctx, pause)
	}
}
