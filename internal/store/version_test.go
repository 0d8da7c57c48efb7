package store

import (
	"testing"

	"harta/internal/fault"
)

func TestCheckVersion(t *testing.T) {
	for version, want := range map[string]string{
		"26.7.2.1": "", "26.7.1.1": "", "26.8.1.3": "", "27.1.1.1": "", "26.10.1.1": "", "26.7": "",
		"26.6.9.9": "clickhouse_too_old", "25.12.1.1": "clickhouse_too_old", "18.16.1": "clickhouse_too_old",
	} {
		err := checkVersion(version)
		f, ok := fault.As(err)
		if ok != (want != "") || ok && f.Code != want || !ok && err != nil {
			t.Errorf("version %s: %v, want %q", version, err, want)
		}
	}
	for _, text := range []string{"", "x", "26", "26.x.1", "-1.2"} {
		if err := checkVersion(text); err == nil {
			t.Errorf("%q passed for a version", text)
		}
	}
}
