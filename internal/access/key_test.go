package access

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"harta/internal/fault"
)

func TestKeyOpensWhatItsScopesName(t *testing.T) {
	ctx, o := context.Background(), open(t)
	made, secret, err := o.CreateKey(ctx, "  Деловодна   система ", []Scope{ReadRows, WriteRecords}, "admin-id")
	if err != nil {
		t.Fatal(err)
	}
	if made.Name != "Деловодна система" || !strings.HasPrefix(secret, "harta_"+made.Prefix+"_") || len(secret) < 60 {
		t.Errorf("made %+v with a secret of %d characters", made, len(secret))
	}
	k, err := o.Key(ctx, secret)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range Scopes() {
		if want := s == ReadRows || s == WriteRecords; k.Allows(s) != want {
			t.Errorf("%s: %v", s, k.Allows(s))
		}
	}
	if k.LastUsed == nil || k.CreatedBy != "admin-id" {
		t.Errorf("key %+v does not know its use", k)
	}
	_, again, err := o.CreateKey(ctx, "Деловодна система", []Scope{WriteRecords}, "admin-id")
	if err != nil || again == secret {
		t.Errorf("a second key is the first: %v", err)
	}
}

func TestKeysSecretIsKeptNowhere(t *testing.T) {
	ctx, o := context.Background(), open(t)
	_, secret, err := o.CreateKey(ctx, "проба", []Scope{ReadReports}, "admin-id")
	if err != nil {
		t.Fatal(err)
	}
	rows, err := o.db.QueryContext(ctx, "SELECT id || name || prefix || hash || scopes || created_by FROM api_keys UNION ALL SELECT details || subject FROM audit")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	n := 0
	for rows.Next() {
		var all string
		if err := rows.Scan(&all); err != nil {
			t.Fatal(err)
		}
		n++
		if tail := secret[strings.LastIndexByte(secret, '_')+1:]; strings.Contains(all, tail) {
			t.Errorf("the secret stands in the register: %s", all)
		}
	}
	if n < 2 {
		t.Errorf("%d rows: nothing was looked at", n)
	}
}

func TestKeyRefuses(t *testing.T) {
	ctx, o := context.Background(), open(t)
	made, secret, err := o.CreateKey(ctx, "проба", []Scope{ReadReports}, "admin-id")
	if err != nil {
		t.Fatal(err)
	}
	for name, bad := range map[string]string{
		"empty": "", "another word": "парола", "no prefix": "harta__" + secret, "unknown prefix": "harta_aaaaaaaaaa_BBBB",
		"wrong end": secret[:len(secret)-1] + "x", "shorter": secret[:len(secret)-1], "longer": secret + "A", "capitals": strings.ToUpper(secret),
		"SQL": "harta_' OR 1=1 -_x", "huge": strings.Repeat("harta_", 10000),
	} {
		_, err := o.Key(ctx, bad)
		if f, ok := fault.As(err); !ok || f.Code != "key_unknown" || f.Kind != fault.KindUnknown {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := o.RevokeKey(ctx, made.ID, "other-admin"); err != nil {
		t.Fatal(err)
	}
	_, err = o.Key(ctx, secret)
	wantFault(t, err, "key_revoked")
	if err := o.RevokeKey(ctx, made.ID, "admin-id"); err != nil {
		t.Errorf("revoking twice: %v", err)
	}
	wantFault(t, o.RevokeKey(ctx, "nothing", "admin-id"), "key_absent")
	keys, err := o.Keys(ctx)
	if err != nil || len(keys) != 1 || keys[0].RevokedBy != "other-admin" || keys[0].Revoked == nil || keys[0].Allows(ReadReports) {
		t.Errorf("keys %+v, %v", keys, err)
	}
	trail, err := o.AuditTrail(ctx, 10)
	if err != nil {
		t.Fatal(err)
	}
	var deeds []string
	for _, row := range trail {
		deeds = append(deeds, row.What+" "+row.Who)
	}
	if want := []string{"key.revoke other-admin", "key.create admin-id"}; !slices.Equal(deeds, want) {
		t.Errorf("audited %q, want %q", deeds, want)
	}
}

func TestCreateKeyTellsEverythingWrong(t *testing.T) {
	ctx, o := context.Background(), open(t)
	_, _, err := o.CreateKey(ctx, strings.Repeat("ж", keyNameMax+1), []Scope{"everything"}, "admin-id")
	var list fault.List
	if !errors.As(err, &list) || len(list) != 2 || list[0].Code != "key_name_form" || list[1].Code != "key_scope_unknown" {
		t.Errorf("faults %v", err)
	}
	_, _, err = o.CreateKey(ctx, "проба", nil, "admin-id")
	wantFault(t, err, "key_scopes_missing")
	if keys, _ := o.Keys(ctx); len(keys) != 0 {
		t.Errorf("%d keys after refusals", len(keys))
	}
}

func TestUseIsKeptToTheMinute(t *testing.T) {
	ctx, o := context.Background(), open(t)
	_, secret, err := o.CreateKey(ctx, "проба", []Scope{ReadReports}, "admin-id")
	if err != nil {
		t.Fatal(err)
	}
	first, err := o.Key(ctx, secret)
	if err != nil {
		t.Fatal(err)
	}
	o.now = o.now.Add(seenExact / 2)
	second, err := o.Key(ctx, secret)
	if err != nil || !second.LastUsed.Equal(*first.LastUsed) {
		t.Errorf("written again after %v: %v", seenExact/2, err)
	}
	o.now = o.now.Add(time.Hour)
	third, err := o.Key(ctx, secret)
	if err != nil || third.LastUsed.Sub(*first.LastUsed) < time.Hour {
		t.Errorf("not written after an hour: %v", err)
	}
}
