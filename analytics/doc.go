// Package analytics turns facts into answers. A Measure gives a figure its meaning, a Report asks a question, Reporter.Run
// answers it with a Table, and everything a person sees (chart, table, workbook, JSON) is a function of that Table. SQL
// counts; the statistics are pure functions in package stats.
package analytics
