package ingest

import (
	"cmp"
	"context"
	"slices"
	"time"

	"harta/internal/fault"
	"harta/internal/register"
)

// profileVersion is a saved profile from a moment on.
type profileVersion struct {
	*Profile
	since time.Time
}

// readProfiles takes the saved profiles beside those that ship with the program. One that cannot be read any more is left out and
// logged: the others must stay usable.
func (im *Importer) readProfiles(ctx context.Context) error {
	saved, err := im.reg.ImportProfiles(ctx)
	if err != nil {
		return err
	}
	versions := map[string][]profileVersion{}
	list := Profiles()
	for _, s := range saved {
		p, err := ParseProfile(s.ID, []byte(s.Body))
		if err == nil {
			err = p.Check(im.charter)
		}
		if err != nil {
			im.log.Error("a saved import profile cannot be used", "profile", s.ID, "version", s.Version, "err", err)
			continue
		}
		versions[s.ID] = append(versions[s.ID], profileVersion{p, s.Saved})
	}
	for _, v := range versions {
		list = append(list, v[len(v)-1].Profile)
	}
	slices.SortFunc(list, func(a, b *Profile) int { return cmp.Compare(a.ID, b.ID) })
	im.profilesMu.Lock()
	defer im.profilesMu.Unlock()
	im.profiles, im.saved = list, versions
	return nil
}

// Profiles gives the profiles a file may be read with, those that people saved included, sorted by id.
func (im *Importer) Profiles() []*Profile {
	im.profilesMu.RLock()
	defer im.profilesMu.RUnlock()
	return slices.Clone(im.profiles)
}

// profile gives a profile by its id. Files of every kind have one that nobody has to make, with the names that we use.
func (im *Importer) profile(id string) (*Profile, error) {
	if kind, other := KindOf(id); other && id == kind.Profile() {
		if !slices.Contains(FileKinds(), kind) {
			return nil, kindUnknown(kind)
		}
		return namedProfile(kind, im.charter)
	}
	for _, p := range im.Profiles() {
		if p.ID == id {
			return p, nil
		}
	}
	return nil, fault.NotFound("profile_unknown", fault.Params{"profile": clip(id)})
}

// profilesOf gives the profiles of a kind.
func (im *Importer) profilesOf(kind FileKind) ([]*Profile, error) {
	list := slices.DeleteFunc(im.Profiles(), func(p *Profile) bool { return p.Kind != kind })
	if kind == "" {
		return list, nil
	}
	named, err := im.profile(kind.Profile())
	return append(list, named), err
}

// profileAt gives the version of a profile that an import of that moment was read with.
func (im *Importer) profileAt(id string, at time.Time) (*Profile, error) {
	im.profilesMu.RLock()
	versions := im.saved[id]
	im.profilesMu.RUnlock()
	for _, v := range slices.Backward(versions) {
		if !v.since.After(at) {
			return v.Profile, nil
		}
	}
	return im.profile(id)
}

// Recognise finds the profile of a kind, none for service records, whose columns the file has. Of several it is the one that knows most of
// them, and a saved one before one that ships with the program. ok is false when no profile fits; a file that cannot be read at all
// is a fault.
func (im *Importer) Recognise(path string, kind FileKind) (id string, ok bool, err error) {
	list, err := im.profilesOf(kind)
	if err != nil {
		return "", false, err
	}
	sv, err := surveyFile(path, largestMaxBytes, nil)
	if err != nil {
		return "", false, err
	}
	most := -1
	for _, p := range list {
		src, err := openSource(path, p, sv)
		if _, refused := fault.As(err); refused {
			continue
		}
		if err != nil {
			return "", false, err
		}
		known := 2 * len(src.columns)
		if err := src.Close(); err != nil {
			return "", false, err
		}
		im.profilesMu.RLock()
		if _, saved := im.saved[p.ID]; saved {
			known++
		}
		im.profilesMu.RUnlock()
		if known > most && sv.Size <= p.MaxBytes {
			most, id, ok = known, p.ID, true
		}
	}
	return id, ok, nil
}

// SaveProfile keeps a mapping under its name, as a new version where the name is known. The profile's id is returned. The faults
// are those of Mapping.Profile; a name too much like another profile's is Conflict "profile_name_taken".
func (im *Importer) SaveProfile(ctx context.Context, m Mapping, by string) (string, error) {
	p, body, err := m.Profile(im.charter)
	if err != nil {
		return "", err
	}
	if err := p.Check(im.charter); err != nil {
		return "", err
	}
	for _, other := range im.Profiles() {
		if other.ID == p.ID && other.Name["bg"] != p.Name["bg"] {
			e := fault.Conflict("profile_name_taken", fault.Params{"name": m.Name})
			e.Field = "name"
			return "", e
		}
	}
	if err := im.reg.SaveImportProfile(ctx, register.SavedProfile{ID: p.ID, Name: p.Name["bg"], Body: string(body), By: by}); err != nil {
		return "", err
	}
	return p.ID, im.readProfiles(ctx)
}
