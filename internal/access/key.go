package access

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"harta/internal/fault"
	"harta/internal/store"
)

// Scope is one thing a key lets another program do.
type Scope string

// The scopes.
const (
	WriteRecords   Scope = "records:write" // send service records
	WriteAnswers   Scope = "answers:write" // send answers to questions
	WriteCaseFacts Scope = "cases:write"   // send cases of another register
	ReadReports    Scope = "reports:read"  // figures, as the dashboard shows them
	ReadRows       Scope = "rows:read"     // the rows behind the figures
	WriteSurveys   Scope = "surveys:write" // make one-time links to a survey
)

// Scopes lists every scope in the order in which people see them.
func Scopes() []Scope {
	return []Scope{WriteRecords, WriteAnswers, WriteCaseFacts, ReadReports, ReadRows, WriteSurveys}
}

// Key is what lets another program in. Its secret is known to that program alone.
type Key struct {
	ID        string
	Name      string // what it is for, for people
	Prefix    string // the part of the key that may be shown
	Scopes    []Scope
	Created   time.Time
	CreatedBy string     // id of the user
	LastUsed  *time.Time // to the minute; nil: never
	Revoked   *time.Time // nil: in force
	RevokedBy string     // id of the user
}

// Allows says whether the key lets its bearer do what the scope names.
func (k Key) Allows(s Scope) bool { return k.Revoked == nil && slices.Contains(k.Scopes, s) }

// keyBrand begins every key, so that a key that got lost in a file or a chat is recognised for what it is.
const keyBrand = "harta"

// keyPrefixLength is the length of the part that may be shown: 50 random bits, of which no two keys share all.
const keyPrefixLength = 10

// keyNameMax is the length of a key's name in characters.
const keyNameMax = 100

// CreateKey makes a key and gives its secret, which is shown once and kept nowhere. by is the id of who does it. Everything
// wrong with the input is a fault.List of the fields "name" and "scopes".
func (a *Access) CreateKey(ctx context.Context, name string, scopes []Scope, by string) (k Key, secret string, err error) {
	now := a.clock()
	k = Key{ID: uuid.NewString(), Name: strings.Join(strings.Fields(name), " "), Created: store.Moment(store.Millis(now)), CreatedBy: by}
	for _, s := range Scopes() {
		if slices.Contains(scopes, s) {
			k.Scopes = append(k.Scopes, s)
		}
	}
	if err := checkKey(k, scopes); err != nil {
		return Key{}, "", err
	}
	k.Prefix = strings.ToLower(rand.Text()[:keyPrefixLength])
	secret = keyBrand + "_" + k.Prefix + "_" + rand.Text() + rand.Text()
	err = store.InTx(ctx, a.db, func(tx *sql.Tx) error {
		err := exec(ctx, tx, query("api_key_add"), k.ID, k.Name, k.Prefix, digest("key", secret), joinScopes(k.Scopes), store.Millis(now), by)
		if err != nil {
			return err
		}
		return a.audit(ctx, tx, by, "key.create", k.ID, map[string]any{"scopes": joinScopes(k.Scopes)})
	})
	if err != nil {
		return Key{}, "", fmt.Errorf("create key: %w", err)
	}
	return k, secret, nil
}

// checkKey collects everything wrong with a new key.
func checkKey(k Key, asked []Scope) error {
	var wrong fault.List
	if k.Name == "" || utf8.RuneCountInString(k.Name) > keyNameMax {
		wrong = append(wrong, fault.Invalid("name", "key_name_form", fault.Params{"max": keyNameMax}))
	}
	for _, s := range asked {
		if !slices.Contains(Scopes(), s) {
			wrong = append(wrong, fault.Invalid("scopes", "key_scope_unknown", fault.Params{"scope": string(s)}))
		}
	}
	if len(asked) == 0 {
		wrong = append(wrong, fault.Invalid("scopes", "key_scopes_missing", nil))
	}
	if len(wrong) > 0 {
		return wrong
	}
	return nil
}

func joinScopes(scopes []Scope) string {
	s := make([]string, len(scopes))
	for i, one := range scopes {
		s[i] = string(one)
	}
	return strings.Join(s, " ")
}

// Key finds the key a program shows and remembers that it was used. What opens nothing is a fault of KindUnknown: "key_unknown"
// or "key_revoked". The comparison takes the same time however much of the key is right.
func (a *Access) Key(ctx context.Context, secret string) (Key, error) {
	unknown := fault.New(fault.KindUnknown, "key_unknown", nil)
	prefix, formed := keyPrefix(secret)
	if !formed {
		return Key{}, unknown
	}
	k, hash, err := scanKey(a.db.QueryRowContext(ctx, query("api_key_by_prefix"), prefix), true)
	if errors.Is(err, sql.ErrNoRows) {
		return Key{}, unknown
	}
	if err != nil {
		return Key{}, fmt.Errorf("read key: %w", err)
	}
	if subtle.ConstantTimeCompare([]byte(hash), []byte(digest("key", secret))) != 1 {
		return Key{}, unknown
	}
	if k.Revoked != nil {
		return Key{}, fault.New(fault.KindUnknown, "key_revoked", fault.Params{"key": k.Prefix})
	}
	return k, a.useKey(ctx, &k)
}

// keyPrefix takes the part of a key by which it is found; ok is false for a text that is no key of ours.
func keyPrefix(secret string) (prefix string, ok bool) {
	const longest = 200
	parts := strings.Split(secret, "_")
	if len(secret) > longest || len(parts) != 3 || parts[0] != keyBrand || len(parts[1]) != keyPrefixLength {
		return "", false
	}
	return parts[1], true
}

// useKey remembers the use, to the minute: writing it at every request would cost a commit each.
func (a *Access) useKey(ctx context.Context, k *Key) error {
	now := a.clock()
	if k.LastUsed != nil && now.Sub(*k.LastUsed) < seenExact && !now.Before(*k.LastUsed) {
		return nil
	}
	if _, err := a.db.ExecContext(ctx, "UPDATE api_keys SET last_used = $2 WHERE id = $1", k.ID, store.Millis(now)); err != nil {
		return fmt.Errorf("note the use of a key: %w", err)
	}
	used := store.Moment(store.Millis(now))
	k.LastUsed = &used
	return nil
}

// Keys lists every key that was ever given, the ones in force first.
func (a *Access) Keys(ctx context.Context) ([]Key, error) {
	rows, err := a.db.QueryContext(ctx, query("api_keys"))
	if err != nil {
		return nil, fmt.Errorf("list keys: %w", err)
	}
	defer rows.Close()
	var keys []Key
	for rows.Next() {
		k, _, err := scanKey(rows, false)
		if err != nil {
			return nil, fmt.Errorf("list keys: %w", err)
		}
		keys = append(keys, k)
	}
	return keys, rows.Err()
}

// scanKey reads one row of api_keys or api_key_by_prefix, which gives the hash too.
func scanKey(row interface{ Scan(...any) error }, withHash bool) (k Key, hash string, err error) {
	var scopes string
	var created int64
	var used, revoked sql.NullInt64
	into := []any{&k.ID, &k.Name, &k.Prefix, &scopes, &created, &k.CreatedBy, &used, &revoked, &k.RevokedBy}
	if withHash {
		into = append(into, &hash)
	}
	if err := row.Scan(into...); err != nil {
		return Key{}, "", err
	}
	for _, s := range strings.Fields(scopes) {
		k.Scopes = append(k.Scopes, Scope(s))
	}
	k.Created, k.LastUsed, k.Revoked = store.Moment(created), someMoment(used), someMoment(revoked)
	return k, hash, nil
}

func someMoment(ms sql.NullInt64) *time.Time {
	if !ms.Valid {
		return nil
	}
	t := store.Moment(ms.Int64)
	return &t
}

// RevokeKey makes a key worthless for ever. by is the id of who does it. A key that does not exist is NotFound "key_absent"; one
// that was revoked before stays as it was.
func (a *Access) RevokeKey(ctx context.Context, id, by string) error {
	err := store.InTx(ctx, a.db, func(tx *sql.Tx) error {
		const revoke = "UPDATE api_keys SET revoked = $2, revoked_by = $3 WHERE id = $1 AND revoked IS NULL"
		done, err := tx.ExecContext(ctx, revoke, id, store.Millis(a.clock()), by)
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n > 0 {
			return errors.Join(err, a.audit(ctx, tx, by, "key.revoke", id, nil))
		}
		var there int
		if err := tx.QueryRowContext(ctx, "SELECT count(*) FROM api_keys WHERE id = $1", id).Scan(&there); err != nil {
			return err
		}
		if there == 0 {
			return fault.NotFound("key_absent", nil)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("revoke key: %w", err)
	}
	return nil
}
