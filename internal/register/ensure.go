package register

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"harta/internal/charter"
)

// Imports meet names that nobody has entered. What they find missing is created with an id that depends on the name alone, so
// that the same file gives the same ids everywhere, and is reported as created.

// EnsureService finds a service by name, or creates an unmapped one for it. source is the system the name comes from, part of
// the new id; department is the id of the one that answers for it, empty when that is not known.
func (r *Register) EnsureService(ctx context.Context, source, name, department string) (s Service, created bool, err error) {
	cat, err := r.Catalogue(ctx)
	if err != nil {
		return Service{}, false, err
	}
	if s, known := cat.ServiceNamed(name); known {
		return s, false, nil
	}
	name = strings.Join(strings.Fields(name), " ")
	s = Service{ID: UnmappedID(source, name), Name: charter.Label{"bg": name}, Department: department, Unmapped: true}
	if held, taken := cat.Service(s.ID); taken { // renamed since, by somebody who did not keep the former name
		return held, false, nil
	}
	return s, true, r.PutService(ctx, s)
}

// UnmappedID is the id of a service that an import met under an unknown name: "x-" and eight hexadecimal digits.
func UnmappedID(source, name string) string {
	sum := sha256.Sum256([]byte(source + "\x00" + name))
	return "x-" + hex.EncodeToString(sum[:4])
}

// EnsureDepartment finds a department by name, or creates it.
func (r *Register) EnsureDepartment(ctx context.Context, name string) (d Department, created bool, err error) {
	cat, err := r.Catalogue(ctx)
	if err != nil {
		return Department{}, false, err
	}
	if d, known := cat.DepartmentNamed(name); known {
		return d, false, nil
	}
	name = strings.Join(strings.Fields(name), " ")
	d = Department{ID: slug(name), Name: charter.Label{"bg": name}}
	if _, taken := cat.Department(d.ID); taken {
		d.ID = distinct(d.ID, name)
	}
	return d, true, r.PutDepartment(ctx, d)
}

// EnsureOffice finds an office by name, or creates it.
func (r *Register) EnsureOffice(ctx context.Context, name string) (o Office, created bool, err error) {
	cat, err := r.Catalogue(ctx)
	if err != nil {
		return Office{}, false, err
	}
	if o, known := cat.OfficeNamed(name); known {
		return o, false, nil
	}
	name = strings.Join(strings.Fields(name), " ")
	o = Office{ID: slug(name), Name: charter.Label{"bg": name}}
	if _, taken := cat.Office(o.ID); taken {
		o.ID = distinct(o.ID, name)
	}
	return o, true, r.PutOffice(ctx, o)
}

// latin writes Bulgarian letters in Latin ones (Закон за транслитерацията, чл. 4).
var latin = strings.NewReplacer(
	"а", "a", "б", "b", "в", "v", "г", "g", "д", "d", "е", "e", "ж", "zh", "з", "z", "и", "i", "й", "y", "к", "k", "л", "l",
	"м", "m", "н", "n", "о", "o", "п", "p", "р", "r", "с", "s", "т", "t", "у", "u", "ф", "f", "х", "h", "ц", "ts", "ч", "ch",
	"ш", "sh", "щ", "sht", "ъ", "a", "ь", "y", "ю", "yu", "я", "ya",
)

// slugMax keeps ids readable in addresses; distinct may add a little.
const slugMax = 40

// slug makes an id from a name: "ГРАО и услуги" becomes "grao-i-uslugi". A name without any usable letter gets a hash.
func slug(name string) string {
	words := strings.FieldsFunc(latin.Replace(strings.ToLower(name)), func(c rune) bool {
		return (c < 'a' || c > 'z') && (c < '0' || c > '9')
	})
	s := strings.Join(words, "-")
	if len(s) > slugMax {
		s = strings.TrimRight(s[:slugMax], "-")
	}
	if s == "" {
		return UnmappedID("", name)
	}
	return s
}

// distinct tells an id from another name's equal one.
func distinct(id, name string) string { return id + strings.TrimPrefix(UnmappedID("", name), "x") }
