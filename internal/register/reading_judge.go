package register

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
)

// JudgeTexts says of which of these cases judge thinks that the citizen's text deserves a mark in a list. One query reads all of
// them, and no text leaves: what is given back is a yes, so it is no reading of a person's words and has no entry in the audit trail.
// Sealed, unknown and erased cases and those without a text are never marked. A text that cannot be unlocked is an error, but the
// others are judged all the same: one broken row must not take the marks of a whole list away.
func (r *Register) JudgeTexts(ctx context.Context, numbers []string, judge func(text string) bool) (map[string]bool, error) {
	list, err := json.Marshal(numbers)
	if err != nil {
		return nil, fmt.Errorf("judge texts: %w", err)
	}
	rows, err := r.db.QueryContext(ctx, query("case_texts"), string(list))
	if err != nil {
		return nil, fmt.Errorf("judge texts: %w", err)
	}
	marked := map[string]bool{}
	var broken []error
	err = each(rows, func(rows *sql.Rows) error {
		var number string
		var body, wrapped []byte
		if err := rows.Scan(&number, &body, &wrapped); err != nil {
			return err
		}
		text, err := r.openText(number, wrapped, body)
		if err != nil {
			broken = append(broken, err)
		} else if judge(text) {
			marked[number] = true
		}
		return nil
	})
	if err := errors.Join(append(broken, err)...); err != nil {
		return marked, fmt.Errorf("judge texts: %w", err)
	}
	return marked, nil
}

// openText unlocks what the citizen wrote.
func (r *Register) openText(number string, wrapped, body []byte) (string, error) {
	key, err := r.openDataKey(place(number, keyOfText), wrapped)
	if err != nil {
		return "", err
	}
	plain, err := unlock(key, place(number, "body"), body)
	return string(plain), err
}
