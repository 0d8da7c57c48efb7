package analytics

import (
	"context"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
)

// NumberedRecord is what a service record is about, as ids of the catalogue and the charter.
type NumberedRecord struct{ Service, Department, Office, OrderSpeed string }

// RecordByNumber finds a service record by its number; found is false where none has arrived. Of two sources that use the same
// number the newer record is meant.
func (r *Reporter) RecordByNumber(ctx context.Context, number string) (rec NumberedRecord, found bool, err error) {
	err = r.facts.each(ctx, "record_by_number", []any{clickhouse.Named("number", number)}, func(rows driver.Rows) error {
		found = true
		return rows.Scan(&rec.Service, &rec.Department, &rec.Office, &rec.OrderSpeed)
	})
	return rec, found, err
}
