package store

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"harta/internal/fault"
)

// codeAuthentication is ClickHouse's own code for a wrong user or password.
const codeAuthentication = 516

// dialWithin bounds both the dialling of a connection and the wait for a free one of the pool.
const dialWithin = 10 * time.Second

// source knows how to reach the database now.
type source struct {
	dsn      func() string
	database string
}

// options reads the present address. A DSN that cannot be read is the fault "clickhouse_url", which repeats no password.
func (s source) options() (*clickhouse.Options, error) {
	dsn := s.dsn()
	options, err := clickhouse.ParseDSN(dsn)
	if err != nil || !strings.HasPrefix(dsn, "clickhouse://") {
		return nil, fault.Invalid("HARTA_CLICKHOUSE", "clickhouse_url", nil)
	}
	for i, address := range options.Addr {
		if _, _, err := net.SplitHostPort(address); err != nil {
			options.Addr[i] = net.JoinHostPort(address, nativePort(options))
		}
	}
	if s.database != "" {
		options.Auth.Database = s.database
	}
	if options.Auth.Database == "" {
		options.Auth.Database = "harta"
	}
	if options.DialTimeout == 0 {
		options.DialTimeout = dialWithin
	}
	return options, nil
}

// nativePort is where servers listen when the address names no port.
func nativePort(options *clickhouse.Options) string {
	if options.TLS != nil {
		return "9440"
	}
	return "9000"
}

// pool opens connections that each carry the settings and each go to where the database is at that time.
func (s source) pool(settings clickhouse.Settings, size int, readWithin time.Duration) (driver.Conn, error) {
	options, err := s.options()
	if err != nil {
		return nil, err
	}
	merge(options, settings)
	options.MaxOpenConns = size
	options.MaxIdleConns = size
	options.ReadTimeout = readWithin
	options.DialStrategy = s.dial
	conn, err := clickhouse.Open(options)
	if err != nil {
		return nil, fmt.Errorf("open ClickHouse: %w", err)
	}
	return conn, nil
}

// merge adds ours to the settings of the DSN; ours win.
func merge(options *clickhouse.Options, settings clickhouse.Settings) {
	if options.Settings == nil {
		options.Settings = clickhouse.Settings{}
	}
	for name, value := range settings {
		options.Settings[name] = value
	}
}

// dial opens one connection at the present address.
func (s source) dial(ctx context.Context, id int, pool *clickhouse.Options, dial clickhouse.Dial) (clickhouse.DialResult, error) {
	now, err := s.options()
	if err != nil {
		return clickhouse.DialResult{}, err
	}
	options := *pool
	options.Addr, options.Auth, options.TLS = now.Addr, now.Auth, now.TLS
	result, err := clickhouse.DefaultDialStrategy(ctx, id, &options, dial)
	if err != nil {
		return clickhouse.DialResult{}, s.explain(err)
	}
	return result, nil
}

// explain makes a fault of a connection that failed, which keeps the driver's error for the log.
func (s source) explain(err error) error {
	if _, ok := fault.As(err); ok || errors.Is(err, context.Canceled) {
		return err
	}
	if exception := new(clickhouse.Exception); errors.As(err, &exception) {
		if exception.Code != codeAuthentication {
			return err
		}
		return fmt.Errorf("%w: %w", fault.New(fault.KindUnavailable, "clickhouse_refused", nil), err)
	}
	return fmt.Errorf("%w: %w", fault.New(fault.KindUnavailable, "clickhouse_away", nil), err)
}
