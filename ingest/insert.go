package ingest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"slices"
	"strconv"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"harta/internal/store"
)

// insertBatch writes rows in one insert. The token makes a repeat of the same rows one insert, so it must be a function of the
// rows. A *rowFault says which row the client could not encode; refusedForContent tells whether the server blames the rows.
func insertBatch(ctx context.Context, ch *store.ClickHouse, statement, token string, rows [][]any) error {
	return ch.Write(ctx, statement, token, func(batch driver.Batch) error {
		for i, row := range rows {
			if err := batch.Append(row...); err != nil {
				return &rowFault{index: i, err: err}
			}
		}
		return nil
	})
}

// insertColumns is insertBatch with the rows given column by column, each column as a slice; a *rowFault then counts columns.
func insertColumns(ctx context.Context, ch *store.ClickHouse, statement, token string, columns []any) error {
	return ch.Write(ctx, statement, token, func(batch driver.Batch) error {
		for i, values := range columns {
			if err := batch.Column(i).Append(values); err != nil {
				return &rowFault{index: i, err: err}
			}
		}
		return nil
	})
}

// rowFault is a row, or a column of rows, that cannot be encoded for its table.
type rowFault struct {
	index int
	err   error
}

func (e *rowFault) Error() string { return fmt.Sprintf("row or column %d: %v", e.index, e.err) }
func (e *rowFault) Unwrap() error { return e.err }

// contentCodes are the server's codes that blame the rows. With any other code the same rows may pass later: the server is
// overloaded, shuts down, lacks space, misses a migration. Rows are given up only for these.
// Source: src/Common/ErrorCodes.cpp of ClickHouse.
var contentCodes = []int32{
	6,   // CANNOT_PARSE_TEXT
	27,  // CANNOT_PARSE_INPUT_ASSERTION_FAILED
	38,  // CANNOT_PARSE_DATE
	41,  // CANNOT_PARSE_DATETIME
	53,  // TYPE_MISMATCH
	69,  // ARGUMENT_OUT_OF_BOUND
	70,  // CANNOT_CONVERT_TYPE
	72,  // CANNOT_PARSE_NUMBER
	131, // TOO_LARGE_STRING_SIZE
	321, // VALUE_IS_OUT_OF_RANGE_OF_DATA_TYPE
	349, // CANNOT_INSERT_NULL_IN_ORDINARY_COLUMN
	407, // DECIMAL_OVERFLOW
	469, // VIOLATED_CONSTRAINT
}

// refusedForContent says whether the rows themselves are why an insert failed.
func refusedForContent(err error) bool {
	if rf := (*rowFault)(nil); errors.As(err, &rf) {
		return true
	}
	ex := new(clickhouse.Exception)
	return errors.As(err, &ex) && slices.Contains(contentCodes, ex.Code)
}

// token builds an insert's deduplication token from its content.
type token struct {
	h       hash.Hash
	waiting []byte // to be hashed together with what follows
}

func newToken(table string) *token {
	t := &token{h: sha256.New(), waiting: make([]byte, 0, tokenBuffer+1024)}
	t.add(table)
	return t
}

const tokenBuffer = 4096

// add takes one part; its length goes in too, so that parts cannot run into each other.
func (t *token) add(parts ...string) {
	for _, p := range parts {
		t.waiting = append(append(strconv.AppendInt(t.waiting, int64(len(p)), 10), ':'), p...)
		if len(t.waiting) >= tokenBuffer {
			t.flush()
		}
	}
}

func (t *token) flush() {
	t.h.Write(t.waiting)
	t.waiting = t.waiting[:0]
}

func (t *token) String() string {
	t.flush()
	return hex.EncodeToString(t.h.Sum(nil))
}

// passing says whether a failure may pass by itself: the connection failed, or the server is busy or shutting down. What the
// server says about our statement will not.
func passing(err error) bool {
	ex := new(clickhouse.Exception)
	return !errors.As(err, &ex) || slices.Contains(busyCodes, ex.Code)
}

// busyCodes are the server's codes for a state that passes. Source: as contentCodes.
var busyCodes = []int32{
	159, // TIMEOUT_EXCEEDED
	202, // TOO_MANY_SIMULTANEOUS_QUERIES
	209, // SOCKET_TIMEOUT
	210, // NETWORK_ERROR
	236, // ABORTED
	241, // MEMORY_LIMIT_EXCEEDED
	242, // TABLE_IS_READ_ONLY
	243, // NOT_ENOUGH_SPACE
	252, // TOO_MANY_PARTS
	319, // UNKNOWN_STATUS_OF_INSERT
	394, // QUERY_WAS_CANCELLED
}
