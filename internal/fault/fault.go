// Package fault names the kinds of error that a person may cause or has to be told about. A fault carries a code and
// parameters; the words are chosen in the reader's language by package text under the key "fault.<code>". Every other error
// is internal: it is logged whole and shown as one neutral sentence.
package fault

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Kind says what the caller can do about a fault.
type Kind uint8

// The kinds of fault, and the HTTP status each one answers with.
const (
	KindInvalid     Kind = iota + 1 // the input is wrong: 400 (422 for forms)
	KindNotFound                    // there is no such thing: 404
	KindConflict                    // somebody else was first: 409
	KindForbidden                   // not for this person: 403
	KindTooLarge                    // more than a limit allows: 413
	KindTooMany                     // too often: 429
	KindUnavailable                 // a part is away, try again later: 503
	KindUnknown                     // nobody knows who asks: 401
)

// Params are the named values of a message. Values are strings, numbers or times; text formats them for the reader.
type Params map[string]any

// Error is a fault. Field names the input it is about in stable ASCII (a form field, a column, a URL parameter, a path in a
// file) and is empty when no single input is to blame.
type Error struct {
	Kind   Kind
	Field  string
	Code   string
	Params Params
}

// Error gives the fault in a form for logs: code, field and parameters in a stable order.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Code)
	if e.Field != "" {
		fmt.Fprintf(&b, " field=%s", e.Field)
	}
	for _, k := range slices.Sorted(maps.Keys(e.Params)) {
		fmt.Fprintf(&b, " %s=%v", k, e.Params[k])
	}
	return b.String()
}

// Invalid says that the named input is wrong.
func Invalid(field, code string, params Params) *Error {
	return &Error{Kind: KindInvalid, Field: field, Code: code, Params: params}
}

// NotFound says that nothing answers to the given name.
func NotFound(code string, params Params) *Error {
	return &Error{Kind: KindNotFound, Code: code, Params: params}
}

// Conflict says that the state has changed meanwhile.
func Conflict(code string, params Params) *Error {
	return &Error{Kind: KindConflict, Code: code, Params: params}
}

// New makes a fault of any other kind without a field.
func New(kind Kind, code string, params Params) *Error {
	return &Error{Kind: kind, Code: code, Params: params}
}

// As returns the fault in err's chain, if there is one.
func As(err error) (*Error, bool) {
	var e *Error
	ok := errors.As(err, &e)
	return e, ok
}

// List is several faults found at once, as in a form or a file.
type List []*Error

// Error joins the faults for logs.
func (l List) Error() string {
	s := make([]string, len(l))
	for i, e := range l {
		s[i] = e.Error()
	}
	return strings.Join(s, "; ")
}

// Unwrap lets errors.As reach the single faults.
func (l List) Unwrap() []error {
	errs := make([]error, len(l))
	for i, e := range l {
		errs[i] = e
	}
	return errs
}
