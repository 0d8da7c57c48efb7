package main

import (
	"context"
	"fmt"

	"harta/internal/guard"
)

// openGuard makes the guard that judges by the office's own list of insults, if it has one.
func (h *house) openGuard(ctx context.Context) error {
	h.guard = new(guard.Guard)
	list, err := h.register.InsultList(ctx)
	if err != nil || !list.Own() {
		return err
	}
	words, err := guard.ParseWords(list.Text)
	if err != nil {
		return fmt.Errorf("list of insults, version %d: %w", list.Version, err)
	}
	h.guard.Use(words)
	return nil
}
