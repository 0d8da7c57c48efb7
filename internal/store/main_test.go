package store_test

import (
	"errors"
	"os"
	"testing"

	"github.com/ClickHouse/clickhouse-go/v2"

	"harta/internal/fault"
	"harta/internal/store/storetest"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

// wantFault checks the kind and code of an error that a person is told.
func wantFault(t *testing.T, err error, kind fault.Kind, code string) {
	t.Helper()
	f, ok := fault.As(err)
	if !ok || f.Kind != kind || f.Code != code {
		t.Errorf("got %v, want the fault %s", err, code)
	}
}

// wantException checks ClickHouse's own code of an error.
func wantException(t *testing.T, err error, code int32) {
	t.Helper()
	exception := new(clickhouse.Exception)
	if !errors.As(err, &exception) || exception.Code != code {
		t.Errorf("got %v, want ClickHouse's error %d", err, code)
	}
}
