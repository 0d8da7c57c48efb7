package dashboard

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"harta/internal/access"
)

// A key that is revoked while its stream lasts opens nothing from then on; the report says what was taken before.
func TestAKeyRevokedInTheMiddleOfAStream(t *testing.T) {
	d := testDoors(t)
	address := d.listen()
	m := d.robot(access.WriteRecords)
	reader, writer := io.Pipe()
	first := make(chan struct{})
	go func() {
		w := bufio.NewWriter(writer)
		defer func() { _ = writer.Close() }()
		for i := range 2 * blockEntries {
			if i == blockEntries+100 {
				_ = w.Flush()
				first <- struct{}{} // the first block can be taken
				<-first
			}
			if _, err := w.WriteString(goodRecord(fmt.Sprintf("S-%d", i), 1) + "\n"); err != nil {
				return
			}
		}
		_ = w.Flush()
	}()
	done := make(chan *reply, 1)
	go func() {
		r, _ := http.NewRequest(http.MethodPost, "http://"+address+recordsPath, reader)
		r.Header.Set("Authorization", "Bearer "+m.key)
		r.Header.Set("Content-Type", mimeNDJSON)
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			done <- nil
			return
		}
		defer resp.Body.Close()
		text, _ := io.ReadAll(resp.Body)
		done <- &reply{Response: resp, Text: string(text)}
	}()
	<-first
	keys, err := d.access.Keys(context.Background())
	must(t, err)
	for _, k := range keys {
		if strings.Contains(m.key, k.Prefix) {
			must(t, d.access.RevokeKey(context.Background(), k.ID, "admin-id"))
		}
	}
	time.Sleep(keyAgain)
	close(first)
	r := <-done
	if r == nil {
		t.Fatal("no answer")
	}
	if r.StatusCode != http.StatusUnauthorized || !strings.Contains(r.Text, "key_revoked") || r.taken(t).Counts.Accepted > blockEntries {
		t.Errorf("status %d: %.300s … %.300s", r.StatusCode, r.Text, r.Text[max(0, len(r.Text)-300):])
	}
}
