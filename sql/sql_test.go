package sql

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "append new migrations to checksums.txt")

// checksums holds a line for every migration that was ever published: its SHA-256 and its path.
const checksums = "checksums.txt"

// migrations gives the paths of all migrations, in order.
func migrations(t *testing.T) []string {
	t.Helper()
	var list []string
	for _, database := range []string{"clickhouse", "register"} {
		found, err := fs.Glob(files, database+"/migrations/*")
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, found...)
	}
	if len(list) == 0 {
		t.Fatal("there are no migrations")
	}
	return list
}

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := files.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func sum(text string) string {
	hash := sha256.Sum256([]byte(text))
	return hex.EncodeToString(hash[:])
}

// known reads checksums.txt.
func known(t *testing.T) map[string]string {
	t.Helper()
	file, err := os.Open(checksums)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	sums := map[string]string{}
	for lines := bufio.NewScanner(file); lines.Scan(); {
		hash, name, ok := strings.Cut(lines.Text(), "  ")
		if !ok || sums[name] != "" {
			t.Fatalf("%s has a bad line: %s", checksums, lines.Text())
		}
		sums[name] = hash
	}
	return sums
}

func TestOldMigrationsNeverChange(t *testing.T) {
	sums := known(t)
	var added strings.Builder
	present := migrations(t)
	for _, name := range present {
		now := sum(read(t, name))
		switch old := sums[name]; {
		case old == "" && *update:
			fmt.Fprintf(&added, "%s  %s\n", now, name)
		case old == "":
			t.Errorf("%s is new: run go test ./sql -update to seal it, and never change it afterwards", name)
		case old != now:
			t.Errorf("%s has changed. It has run on somebody's database already: put it back and write a new migration", name)
		}
	}
	for name := range sums {
		if !slices.Contains(present, name) {
			t.Errorf("%s is gone. It has run on somebody's database already: put it back", name)
		}
	}
	if added.Len() == 0 || t.Failed() {
		return
	}
	file, err := os.OpenFile(checksums, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := file.WriteString(added.String()); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
}

// migrationName is "00012_what_it_makes.sql".
var migrationName = regexp.MustCompile(`^(\d{5})_[a-z][a-z0-9_]*\.sql$`)

func TestMigrationsAreNumberedWithoutGaps(t *testing.T) {
	next := map[string]int{}
	for _, name := range migrations(t) {
		folder, file := path.Split(name)
		next[folder]++
		match := migrationName.FindStringSubmatch(file)
		if match == nil || match[1] != fmt.Sprintf("%05d", next[folder]) {
			t.Errorf("%s should be called %05d_name.sql", name, next[folder])
		}
	}
}

func TestEachMigrationIsOneStatement(t *testing.T) {
	for _, name := range migrations(t) {
		if n, err := statements(read(t, name)); err != nil || n != 1 {
			t.Errorf("%s holds %d statements, want one, so that a start that was cut off can be repeated: %v", name, n, err)
		}
	}
}

func TestStatements(t *testing.T) {
	for text, want := range map[string]int{
		"-- +goose Up\nSELECT 1;":                       1,
		"-- why; and how\n-- +goose Up\nSELECT 1":       1,
		"-- +goose Up\nSELECT ';' /* ; */ -- ;\n, 2;\n": 1,
		"-- +goose Up\nSELECT 'it''s;', \"a;b\", `;`;":  1,
		"-- +goose Up\nSELECT 1; SELECT 2;":             2,
		"-- +goose Up\n-- nothing;":                     0,
		"-- +goose Up\n-- +goose StatementBegin\nCREATE TRIGGER t BEGIN SELECT 1; SELECT 2; END;\n-- +goose StatementEnd\n": 1,
	} {
		if n, err := statements(text); err != nil || n != want {
			t.Errorf("%q holds %d statements, want %d: %v", text, n, want, err)
		}
	}
	for _, text := range []string{"SELECT 1;", "-- +goose Up\nSELECT 1;\n-- +goose Down\nSELECT 2;"} {
		if _, err := statements(text); err == nil {
			t.Errorf("%q passed for a migration", text)
		}
	}
}

// quoted matches what a semicolon may stand in without ending a statement.
var quoted = regexp.MustCompile("(?s)--[^\n]*|/\\*.*?\\*/|'(?:[^'\\\\]|\\\\.|'')*'|\"[^\"]*\"|`[^`]*`")

// whole matches a statement that says itself where it begins and ends.
var whole = regexp.MustCompile(`(?s)-- \+goose StatementBegin\n.*?-- \+goose StatementEnd\n?`)

// statements counts the statements of a migration, which goes upwards only.
func statements(text string) (int, error) {
	if strings.Count(text, "-- +goose Up\n") != 1 || strings.Contains(text, "-- +goose Down") {
		return 0, fmt.Errorf("want one line %q and no way down", "-- +goose Up")
	}
	n := len(whole.FindAllString(text, -1))
	for part := range strings.SplitSeq(quoted.ReplaceAllString(whole.ReplaceAllString(text, ""), "''"), ";") {
		if strings.Trim(part, " \t\n'") != "" {
			n++
		}
	}
	return n, nil
}

func TestQueriesOpenWithTheirQuestion(t *testing.T) {
	for _, folder := range []string{"clickhouse/queries", "register/queries"} {
		found, err := fs.Glob(files, folder+"/*")
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range found {
			if !strings.HasSuffix(name, ".sql") || !strings.HasPrefix(read(t, name), "-- ") {
				t.Errorf("%s should be SQL that opens with the question it answers as a comment", name)
			}
		}
	}
}

func TestQuery(t *testing.T) {
	if text := Query(ClickHouseMigrations, "00001_answers"); !strings.Contains(text, "CREATE TABLE IF NOT EXISTS answers") {
		t.Errorf("read %q", text)
	}
	defer func() {
		if recover() == nil {
			t.Error("a query that does not exist was given")
		}
	}()
	Query(ClickHouseQueries, "absent")
}
