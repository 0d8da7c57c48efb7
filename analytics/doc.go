// Package analytics turns facts into answers. A Measure gives a figure its meaning, a Report asks a question, Reporter.Run
// answers it with a Table, and everything a person sees (chart, table, workbook, JSON) is a function of that Table. SQL
// counts; the statistics are pure functions in package stats.
//
// To add a figure: one line in the query of its fact (sql/clickhouse/queries), one entry in measures.go, its words. To add a
// question: one entry in reports.go, its words. To add a split: a column in the query of the fact, one entry in dimensions.go,
// its words. The tests say which words are missing.
package analytics
