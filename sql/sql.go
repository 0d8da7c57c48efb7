// Package sql holds every statement of the program as plain SQL in files: the migrations of both databases and the queries,
// one file a question. Nothing is put together from pieces of text; values travel as parameters.
package sql

import (
	"embed"
	"fmt"
	"io/fs"
)

//go:embed all:clickhouse all:register
var files embed.FS

// The folders of the two databases. A migration is a numbered file with one statement; a query file is named after its
// question and opens with it.
var (
	ClickHouseMigrations = folder("clickhouse/migrations")
	ClickHouseQueries    = folder("clickhouse/queries")
	RegisterMigrations   = folder("register/migrations")
	RegisterQueries      = folder("register/queries")
)

// folder gives one embedded folder, which looks empty while it holds no file.
func folder(path string) fs.FS {
	sub, err := fs.Sub(files, path)
	if err != nil {
		panic(fmt.Sprintf("sql: the embedded folder %s: %v", path, err))
	}
	return sub
}

// Query gives the text of name.sql in the folder. It panics when there is no such file, because the names are written in the
// code beside the files.
func Query(folder fs.FS, name string) string {
	text, err := fs.ReadFile(folder, name+".sql")
	if err != nil {
		panic(fmt.Sprintf("sql: there is no query %q: %v", name, err))
	}
	return string(text)
}
