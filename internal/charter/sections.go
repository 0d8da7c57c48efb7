package charter

import (
	"slices"
	"strconv"
	"time"

	"go.yaml.in/yaml/v3"

	"harta/internal/fault"
)

// spokenOf are the ids that the program itself speaks of, so that every charter has to have them.
var spokenOf = map[string][]string{
	"kinds":        {"complaint", "signal", "proposal", "praise", "enquiry", "whistleblower"},
	"channels":     {"web", "kiosk", "qr"},
	"questions":    {"overall"},
	"grounds":      {"anonymous", "insulting", "protected_data"},
	"outcomes":     {"upheld", "partly", "not_upheld", "withdrawn", "duplicate", "forwarded", "not_examined"},
	"order_speeds": {"ordinary"},
}

// charter reads the whole file.
func (r *reader) charter(root *yaml.Node) *Charter {
	o := r.object(root, "")
	defer o.finish()
	c := &Charter{Municipality: o.municipality(), Order: o.label("order", twoLanguages)}
	c.TimeZone, c.location = o.timeZone("time_zone")
	o.objects("promises", true, func(e *object) { c.Promises = append(c.Promises, e.promise(c.Promises)) })
	o.objects("kinds", true, func(e *object) { c.Kinds = append(c.Kinds, e.kind()) })
	o.objects("clocks", true, func(e *object) { c.Clocks = append(c.Clocks, e.clock(c.Clocks)) })
	o.objects("questions", true, func(e *object) { c.Questions = append(c.Questions, e.question()) })
	o.objects("reasons", false, func(e *object) { c.Reasons = append(c.Reasons, e.reason()) })
	o.objects("categories", true, func(e *object) { c.Categories = append(c.Categories, e.category()) })
	o.inherit(c.Categories)
	c.Channels = o.items("channels")
	c.Grounds = o.items("grounds")
	c.Outcomes = o.items("outcomes")
	c.OrderSpeeds = o.items("order_speeds")
	o.objects("consultation_topics", false, func(e *object) {
		c.Topics = append(c.Topics, Item{ID: e.id("consultation_topics"), Label: e.label("label", twoLanguages)})
	})
	c.Calendar = o.calendar(c.location)
	c.ReopenWithin = o.term("reopen_within", false)
	o.checkSpokenOf()
	return c
}

// checkSpokenOf reports the ids that a list lacks although the program speaks of them.
func (o *object) checkSpokenOf() {
	for list, ids := range spokenOf {
		if o.values[list] == nil {
			continue // reported as missing already
		}
		for _, id := range ids {
			if _, ok := o.r.declared[list][id]; !ok {
				o.fail(list, "charter_required_id", fault.Params{"id": id, "list": list})
			}
		}
	}
}

func (o *object) municipality() Municipality {
	m := o.child("municipality", true)
	if m == nil {
		return Municipality{}
	}
	defer m.finish()
	return Municipality{
		ID:      m.id("municipality"),
		Name:    m.label("name", twoLanguages),
		Short:   m.label("short", twoLanguages),
		Address: m.text("address"),
		Phone:   m.optional("phone"),
		Email:   m.optional("email"),
		Site:    m.optional("site"),
	}
}

// timeZone reads an IANA name. "Local" and "UTC" by an empty name, which the time package knows, are no municipality's zone.
func (o *object) timeZone(key string) (string, *time.Location) {
	name := o.text(key)
	loc, err := time.LoadLocation(name)
	if name == "" {
		return "", time.UTC
	}
	if err != nil || name == "Local" {
		o.fail(key, "charter_bad_zone", fault.Params{"value": name})
		return "", time.UTC
	}
	return name, loc
}

func (o *object) items(list string) []Item {
	var items []Item
	o.objects(list, true, func(e *object) {
		items = append(items, Item{ID: e.id(list), Label: e.label("label", twoLanguages)})
	})
	return items
}

// promise reads a promise. An id may come back, for the same promise in other times; the times may not overlap.
func (o *object) promise(before []Promise) Promise {
	p := Promise{
		ID:      o.text("id"),
		Text:    o.label("text", twoLanguages),
		Basis:   o.label("basis", twoLanguages),
		Measure: o.measure(),
		Target:  o.target(),
		Owner:   o.label("owner", twoLanguages),
	}
	if p.ID != "" && !goodID.MatchString(p.ID) {
		o.fail("id", "charter_bad_id", fault.Params{"value": p.ID})
	}
	p.From, p.To = o.period(true)
	for _, b := range before {
		if b.ID == p.ID && (b.To.IsZero() || !p.From.After(b.To)) && (p.To.IsZero() || !b.From.After(p.To)) {
			o.fail("from", "charter_promise_overlaps", fault.Params{"id": p.ID})
		}
	}
	return p
}

func (o *object) measure() Measure {
	m := o.child("measure", true)
	if m == nil {
		return Measure{}
	}
	defer m.finish()
	return Measure{Key: m.text("key"), Text: m.label("text", twoLanguages), Census: m.flag("census")}
}

func (o *object) target() Target {
	t := o.child("target", true)
	if t == nil {
		return Target{}
	}
	defer t.finish()
	target := Target{Kind: TargetKind(t.choice("kind", string(TargetShare), string(TargetRising), string(TargetShown)))}
	if target.Kind == TargetShare {
		target.Share = t.share("share")
	}
	return target
}

func (o *object) kind() Kind {
	return Kind{
		Item:      Item{ID: o.id("kinds"), Label: o.label("label", twoLanguages)},
		Anonymous: Anonymity(o.choice("anonymous", string(AnonymousAllowed), string(AnonymousTriage), string(AnonymousRefused))),
		Sealed:    o.flag("sealed"),
	}
}

// clock reads a clock. A kind has one clock for each answer to what a case is about.
func (o *object) clock(before []Clock) Clock {
	k := Clock{
		ID:      o.id("clocks"),
		Kind:    o.refer("kind", "kinds", true),
		About:   About(o.choice("about", string(AboutAny), string(AboutStaff), string(AboutOther))),
		Charter: o.limit("charter"),
		Legal:   o.limit("legal"),
		Confirm: o.limit("confirm"),
		Tell:    o.limit("tell"),
	}
	o.objects("speeds", false, func(e *object) {
		s := SpeedLimit{OrderSpeed: e.refer("speed", "order_speeds", true), Limit: e.limitFields()}
		if _, twice := k.Speed(s.OrderSpeed); twice {
			e.fail("speed", "charter_speed_twice", fault.Params{"id": s.OrderSpeed})
		}
		k.Speeds = append(k.Speeds, s)
	})
	for _, b := range before {
		if b.Kind == k.Kind && b.About == k.About && k.Kind != "" {
			o.fail("kind", "charter_clock_twice", fault.Params{"id": k.Kind, "other": b.ID})
		}
	}
	return k
}

// limit reads a limit that may be absent.
func (o *object) limit(key string) *Limit {
	l := o.child(key, false)
	if l == nil {
		return nil
	}
	defer l.finish()
	limit := l.limitFields()
	return &limit
}

func (o *object) limitFields() Limit {
	return Limit{
		Term:       o.term("term", true),
		Basis:      o.label("basis", twoLanguages),
		Mark:       Mark(o.choice("mark", string(Verified), string(Secondary), string(Unverified))),
		Extendable: o.flag("extendable"),
		Extension:  o.term("extension", false),
		Total:      o.term("total", false),
	}
}

func (o *object) category() Category {
	return Category{
		ID:            o.id("categories"),
		Label:         o.label("label", twoLanguages),
		Help:          o.optionalLabel("help", twoLanguages),
		Parent:        o.refer("parent", "categories", false),
		Restricted:    o.flag("restricted"),
		ConcernsStaff: o.flag("concerns_staff"),
		From:          o.date("from", true),
	}
}

// inherit makes whatever lies under a restricted category restricted, and reports categories that lie under themselves.
func (o *object) inherit(list []Category) {
	for i := range list {
		c := &list[i]
		up := *c
		for range list {
			if up.Parent == "" {
				break
			}
			wider, ok := find(list, up.Parent)
			if !ok {
				break // a dangling parent is reported with the references
			}
			if wider.ID == c.ID {
				line := o.r.declared["categories"][c.ID]
				o.r.report(line, o.at("categories"), "charter_category_circle", fault.Params{"id": c.ID})
				break
			}
			c.Restricted = c.Restricted || wider.Restricted
			up = wider
		}
	}
}

// question reads a question. The one asked at the kiosk has the kiosk's wording and a word for each of the five faces.
func (o *object) question() Question {
	q := Question{
		ID:    o.id("questions"),
		Label: o.label("label", twoLanguages),
		Text:  o.label("text", threeLanguages),
		Low:   o.label("low", threeLanguages),
		High:  o.label("high", threeLanguages),
	}
	if q.ID != "overall" && !o.has("kiosk") && !o.has("faces") {
		return q
	}
	q.Kiosk = o.label("kiosk", threeLanguages)
	o.each("faces", true, func(n *yaml.Node, path string) {
		q.Faces = append(q.Faces, o.r.label(n, path, threeLanguages))
	})
	if len(q.Faces) != 5 && o.values["faces"] != nil {
		o.fail("faces", "charter_faces", fault.Params{"n": len(q.Faces)})
	}
	return q
}

// reason reads a reason beside an answer, with the faces it is offered for.
func (o *object) reason() Reason {
	r := Reason{ID: o.id("reasons"), Label: o.label("label", threeLanguages)}
	o.each("faces", true, func(n *yaml.Node, path string) {
		score, err := strconv.Atoi(n.Value)
		if err != nil || score < 1 || score > 5 || slices.Contains(r.Faces, score) {
			o.r.report(n.Line, path, "charter_bad_face", fault.Params{"value": n.Value})
			return
		}
		r.Faces = append(r.Faces, score)
	})
	return r
}
