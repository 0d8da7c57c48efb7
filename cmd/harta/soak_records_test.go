package main

import (
	"context"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"time"
)

// importFile brings new records, and moves some of those that were there into another month.
func (l *load) importFile() {
	l.files.Lock()
	defer l.files.Unlock()
	path, days := l.writeFile()
	l.bring(path)
	l.remember(days)
}

// undoFile imports a file, takes the import back while something happens, and half the time brings the same file once more, as
// somebody does who has not heard that it was taken back.
func (l *load) undoFile(meanwhile func(), again bool) {
	l.files.Lock()
	defer l.files.Unlock()
	path, days := l.writeFile()
	id, tries := l.bring(path)
	if tries > 1 { // an earlier try may have been taken up: what one of two imports of a file leaves, the other keeps
		l.remember(days)
		meanwhile()
		return
	}
	var undoing sync.WaitGroup
	undoing.Go(func() { l.insist("undo of "+path, "import", "undo", id) })
	time.Sleep(l.s.between(50, 400))
	meanwhile()
	undoing.Wait()
	if again {
		l.bring(path)
		l.remember(days)
	}
}

func (l *load) remember(days map[string]string) {
	for number, day := range days {
		l.records[number] = day
	}
}

var importedID = regexp.MustCompile(`import undo ([0-9a-f-]{36})`)

// bring imports a file.
func (l *load) bring(path string) (id string, tries int) {
	out, tries := l.insist("import of "+path, "import", "records", "--profile", "la311", path)
	if m := importedID.FindStringSubmatch(out); m != nil {
		id = m[1]
	}
	return id, tries
}

// insist repeats a command until it succeeds.
func (l *load) insist(what string, args ...string) (out string, tries int) {
	defer l.pending.Delete(what)
	for began := time.Now(); time.Since(began) < 3*time.Minute && l.given.Err() == nil; time.Sleep(200 * time.Millisecond) {
		l.pending.Store(what, out)
		tries++
		b, err := l.command(args...)
		if err == nil {
			return string(b), tries
		}
		out = fmt.Sprintf("%v: %.500s", err, b)
	}
	l.gaveUp(what, out)
	return out, tries
}

// command runs a command beside the program, or without it where it finds the folder free.
func (l *load) command(args ...string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(l.given, time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, os.Args[0], append([]string{"--data", l.s.folder, "--keep-free", "32"}, args...)...)
	cmd.Env = append(os.Environ(), "HARTA_TEST_AS_PROGRAM=1", "HARTA_LANG=en", clockVariable+"="+l.s.clock)
	return cmd.CombinedOutput()
}

// sendRecords sends records as another program does, half of them new and half later versions of old ones, received in another
// month than was thought.
func (l *load) sendRecords(dice *rand.Rand) {
	l.version++
	days := map[string]string{}
	var body strings.Builder
	for i := range recordsOfBody {
		number := fmt.Sprintf("api-%d-%d", l.version, i)
		if i%2 == 1 && l.version > 1 {
			number = fmt.Sprintf("api-%d-%d", 1+dice.IntN(l.version-1), 2*dice.IntN(recordsOfBody/2))
		}
		day := fmt.Sprintf("2020-%02d-15", 1+dice.IntN(12))
		if _, twice := days[number]; twice {
			continue
		}
		days[number] = day
		fmt.Fprintf(&body, `{"number":%q,"version":%d,"service":"Справка","channel":"counter","received":"%sT10:00:00+02:00"}`+"\n", number, l.version, day)
	}
	l.persist("records", retryRest, func() (*http.Response, error) {
		r, err := http.NewRequest(http.MethodPost, "http://"+l.s.address+"/api/v1/records?source=soak", strings.NewReader(body.String()))
		if err != nil {
			return nil, err
		}
		r.Header.Set("Content-Type", "application/x-ndjson")
		r.Header.Set("Authorization", "Bearer "+l.s.key)
		return l.client.Do(r)
	}, http.StatusOK)
	for number, day := range days {
		l.sent[number] = day
	}
}

// writeFile writes half new records and half new versions of old ones, most of which were received in another month than was
// thought. Each file is later than those before it.
func (l *load) writeFile() (path string, days map[string]string) {
	l.batch++
	days = map[string]string{}
	path = filepath.Join(l.s.dir, fmt.Sprintf("records-%d.csv", l.batch))
	f, err := os.Create(path)
	soakMust(l.s.t, err)
	w := csv.NewWriter(f)
	must := func(err error) { soakMust(l.s.t, err) }
	must(w.Write(strings.Split("srnumber,requesttype,status,createddate,updateddate,servicedate,closeddate,requestsource,owner,anonymous,apc", ",")))
	row := func(number string, month int) {
		days[number] = fmt.Sprintf("2020-%02d-15", month)
		updated := time.Date(2021, 1, 1, 10, 0, 0, 0, time.UTC).Add(time.Duration(l.batch) * time.Minute)
		must(w.Write([]string{number, "Other", "Open", fmt.Sprintf("%d/15/20 10:00", month), updated.Format("1/2/06 15:04"), "", "", "Call", "BOS", "N", ""}))
	}
	for number := range l.records {
		if len(days) == rowsOfFile/2 {
			break
		}
		row(number, 1+(l.batch*5+len(days))%12)
	}
	for i := len(days); i < rowsOfFile; i++ {
		row(fmt.Sprintf("b%d-%d", l.batch, i), 1+i%12)
	}
	w.Flush()
	must(w.Error())
	must(f.Close())
	return path, days
}
