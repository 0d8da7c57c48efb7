package analytics

// dimensions are the whitelist of the identifiers that a query may group by: each key is a column of the fact's query.
var dimensions = []*Dimension{
	{Key: "total", Ordered: true},
	{Key: "month", Ordered: true},
	{Key: "hour", Ordered: true},
	{Key: "score", Ordered: true},
	{Key: "question"},
	{Key: "service"},
	{Key: "department"},
	{Key: "office"},
	{Key: "channel"},
	{Key: "order_speed"},
	{Key: "category"},
	{Key: "concern"},
	{Key: "reason"},
	{Key: "kiosk"},
	{Key: "topic"},
}

// Dimensions returns every way to split a report, in the order of the catalogue. The caller must not change them.
func Dimensions() []*Dimension { return dimensions }

// DimensionByKey returns the dimension with the given key.
func DimensionByKey(key string) (*Dimension, bool) {
	for _, d := range dimensions {
		if d.Key == key {
			return d, true
		}
	}
	return nil, false
}
