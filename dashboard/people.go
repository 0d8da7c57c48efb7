package dashboard

import (
	"context"
	"fmt"

	"harta/internal/access"
)

// People knows everybody who has or had an account. *access.Access is one.
type People interface {
	Users(ctx context.Context) ([]access.User, error)
}

// peopleNames gives the names of users by id. A name is missing for somebody whose account is gone.
func (s *Server) peopleNames(ctx context.Context) (map[string]string, error) {
	users, err := s.options.People.Users(ctx)
	if err != nil {
		return nil, fmt.Errorf("names of users: %w", err)
	}
	names := make(map[string]string, len(users))
	for _, u := range users {
		names[u.ID] = u.Name
	}
	return names, nil
}
