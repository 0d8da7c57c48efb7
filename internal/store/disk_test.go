package store

import (
	"context"
	"errors"
	"testing"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"harta/internal/fault"
)

// reached is a connection that tells that it was asked for an insert.
type reached struct{ driver.Conn }

var errReached = errors.New("reached")

func (reached) PrepareBatch(context.Context, string, ...driver.PrepareBatchOption) (driver.Batch, error) {
	return nil, errReached
}

func TestNoRowsForAnEngineWithoutRoom(t *testing.T) {
	var free int64
	var unknown error
	conn := roomy{reached{}, func() (int64, error) { return free, unknown }}
	insert := func() error {
		_, err := conn.PrepareBatch(t.Context(), "INSERT INTO answers")
		return err
	}
	free = engineRoom - 1
	if f, ok := fault.As(insert()); !ok || f.Kind != fault.KindUnavailable || f.Code != "disk_full" {
		t.Errorf("too little room: %v", f)
	}
	if free = engineRoom; !errors.Is(insert(), errReached) {
		t.Error("an insert with room enough does not reach the engine")
	}
	if free, unknown = 0, errors.New("no such disk"); !errors.Is(insert(), errReached) {
		t.Error("an insert on a disk that nobody knows does not reach the engine")
	}
}
