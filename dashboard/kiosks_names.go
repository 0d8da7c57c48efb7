package dashboard

import (
	"slices"

	"github.com/gofiber/fiber/v2"
)

// screenNames are the names of kiosks and places by id.
type screenNames struct {
	list    []choice
	channel func(id string) string
}

// screenNames reads what the kiosks and places are called.
func (s *Server) screenNames(c *fiber.Ctx, n naming) (screenNames, error) {
	kiosks, err := s.options.Kiosks.Kiosks(c.UserContext())
	if err != nil {
		return screenNames{}, err
	}
	places, err := s.options.Kiosks.Places(c.UserContext())
	if err != nil {
		return screenNames{}, err
	}
	all := screenNames{channel: n.channel}
	for _, k := range kiosks {
		all.list = append(all.list, choice{Value: k.ID, Label: k.Name})
	}
	for _, p := range places {
		all.list = append(all.list, choice{Value: p.ID, Label: n.words.T("uncounted.place", "name", p.Name.In(n.lang))})
	}
	return all, nil
}

// name is what a screen is called; an answer that came by none is named by its channel.
func (n screenNames) name(id, channel string) string {
	if id == "" {
		return n.channel(channel)
	}
	if i := slices.IndexFunc(n.list, func(c choice) bool { return c.Value == id }); i >= 0 {
		return n.list[i].Label
	}
	return id
}

func (n screenNames) choices(chosen string) []choice {
	list := slices.Clone(n.list)
	for i := range list {
		list[i].Chosen = list[i].Value == chosen
	}
	return list
}
