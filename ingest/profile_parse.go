package ingest

import (
	"bytes"
	"errors"
	"io"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // profiles name time zones; a small server may have no zone files

	"go.yaml.in/yaml/v3"

	"harta/internal/charter"
	"harta/internal/fault"
)

// The limits of a profile that states none, and the largest it may state.
const (
	defaultMaxBytes  = 200 << 20
	defaultMaxRecord = 64 << 10
	largestMaxBytes  = 2 << 30
	largestMaxRecord = 1 << 20
)

var profileID = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// ParseProfile reads one profile. name is the file's, for messages. Every fault is Invalid with the code "profile_malformed"
// or "profile_value", the name, the line and what is wrong there.
func ParseProfile(name string, data []byte) (*Profile, error) {
	var root yaml.Node
	if err := yaml.Unmarshal(data, &root); err != nil {
		return nil, malformed(name, err)
	}
	dec := yaml.NewDecoder(bytes.NewReader(data))
	dec.KnownFields(true)
	var p Profile
	if err := dec.Decode(&p); err != nil {
		return nil, malformed(name, err)
	}
	if err := dec.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		return nil, malformed(name, errors.New("line 1: more than one document"))
	}
	c := profileCheck{name: name, root: &root, p: &p}
	c.run()
	if len(c.faults) > 0 {
		return nil, c.faults
	}
	return &p, nil
}

var lineOf = regexp.MustCompile(`line (\d+): ?`)

// malformed turns an error of the YAML reader into a fault that names the line.
func malformed(name string, err error) error {
	text := strings.TrimPrefix(err.Error(), "yaml: ")
	line := 1
	if m := lineOf.FindStringSubmatch(text); m != nil {
		line, _ = strconv.Atoi(m[1])
		text = lineOf.ReplaceAllString(strings.TrimPrefix(text, "unmarshal errors:\n  "), "")
	}
	if errors.Is(err, io.EOF) {
		text = "empty"
	}
	return fault.Invalid("profile", "profile_malformed", fault.Params{"file": name, "line": line, "detail": text})
}

// profileCheck finds what the YAML reader cannot know to be wrong, and fills what is derived.
type profileCheck struct {
	name   string
	root   *yaml.Node
	p      *Profile
	faults fault.List
}

// wrong notes a wrong value at a path such as "columns.number.headers".
func (c *profileCheck) wrong(path, value string) {
	c.faults = append(c.faults, fault.Invalid(path, "profile_value",
		fault.Params{"file": c.name, "line": c.line(path), "path": path, "value": clip(value)}))
}

func (c *profileCheck) line(path string) int {
	node, line := c.root, 1
	if len(node.Content) > 0 {
		node = node.Content[0]
	}
	for part := range strings.SplitSeq(path, ".") {
		found := false
		for i := 0; i+1 < len(node.Content) && node.Kind == yaml.MappingNode; i += 2 {
			if node.Content[i].Value == part {
				line, node, found = node.Content[i].Line, node.Content[i+1], true
				break
			}
		}
		if !found {
			break
		}
	}
	return line
}

func (c *profileCheck) oneOf(path, value string, allowed ...string) {
	if !slices.Contains(allowed, value) {
		c.wrong(path, value)
	}
}

func (c *profileCheck) run() {
	p := c.p
	kind, _ := KindOf(p.ID)
	if id := strings.TrimPrefix(p.ID, p.Kind.saved("")); kind != p.Kind || !profileID.MatchString(id) || len(id) > maxName {
		c.wrong("id", p.ID)
	}
	if p.Name["bg"] == "" {
		c.wrong("name", "")
	}
	c.oneOf("encoding", p.Encoding, append([]string{wordDetect}, encodings...)...)
	if _, ok := delimiterByte(p.Delimiter); !ok && p.Delimiter != wordDetect {
		c.wrong("delimiter", p.Delimiter)
	}
	if p.HeaderRow < 0 || p.HeaderRow > maxSheetRows {
		c.wrong("header_row", strconv.FormatInt(p.HeaderRow, 10))
	}
	c.limits()
	c.times()
	c.headers()
	c.yesNo()
	if p.Kind != "" {
		c.other()
		return
	}
	c.columns()
	c.words("channels", &p.Channels, nil)
	c.words("outcomes", &p.Outcomes, outcomes)
	c.words("order_speeds", &p.OrderSpeeds, nil)
	c.oneOf("services.unknown", p.Services.Unknown, wordCreate, wordReject)
	c.oneOf("places.unknown", p.Places.Unknown, wordCreate, wordReject)
	c.oneOf("deadline.missing", p.Deadline.Missing, wordNone, wordTerm)
}

// other checks a profile of files that are no service records, as far as that can be done without the charter: see Check.
func (c *profileCheck) other() {
	c.oneOf("kind", string(c.p.Kind), kindNames()...)
	c.oneOf("version.format", c.p.Version.Format, wordNone)
	for _, t := range c.p.tables() {
		c.words(t.path, t.words, nil)
	}
}

func kindNames() []string {
	var names []string
	for _, k := range FileKinds() {
		names = append(names, string(k))
	}
	return names
}

func (c *profileCheck) limits() {
	p := c.p
	if p.MaxBytes == 0 {
		p.MaxBytes = defaultMaxBytes
	}
	if p.MaxBytes < 0 || p.MaxBytes > largestMaxBytes {
		c.wrong("max_bytes", strconv.FormatInt(p.MaxBytes, 10))
	}
	if p.MaxRecord == 0 {
		p.MaxRecord = defaultMaxRecord
	}
	if p.MaxRecord < 0 || p.MaxRecord > largestMaxRecord {
		c.wrong("max_record", strconv.Itoa(p.MaxRecord))
	}
}

func (c *profileCheck) times() {
	p := c.p
	loc, err := time.LoadLocation(p.TimeZone)
	if err != nil || p.TimeZone == "" || p.TimeZone == "Local" {
		c.wrong("time_zone", p.TimeZone)
		loc = time.UTC
	}
	p.location = loc
	if len(p.Dates) == 0 {
		c.wrong("dates", "")
	}
	p.layouts = c.layouts("dates", p.Dates)
	p.ofColumn = map[Field][]layout{}
	for _, f := range slices.Sorted(maps.Keys(p.Columns)) {
		switch patterns := p.Columns[f].Dates; {
		case len(patterns) == 0:
		case p.Kind == "" && !slices.Contains(dateFields, f):
			c.wrong("columns."+string(f)+".dates", patterns[0])
		default:
			p.ofColumn[f] = c.layouts("columns."+string(f)+".dates", patterns)
		}
	}
}

func (c *profileCheck) layouts(path string, patterns []string) []layout {
	var list []layout
	for _, pattern := range patterns {
		l, err := parseLayout(pattern)
		if err != nil {
			c.wrong(path, pattern)
			continue
		}
		list = append(list, l)
	}
	return list
}

// Check compares the profile's ids and fields with the charter's. The fault names the path of one that the charter does not have.
func (p *Profile) Check(ch *charter.Charter) error {
	var faults fault.List
	unknown := func(path, id string) {
		faults = append(faults, fault.Invalid(path, "profile_id_unknown", fault.Params{"profile": p.ID, "path": path, "id": id}))
	}
	fields := FileFields(p.Kind, ch)
	if p.Kind != "" {
		p.order = fieldsThat(fields, anyField)
	}
	for _, f := range slices.Sorted(maps.Keys(p.Columns)) {
		if !slices.Contains(p.fields(), f) {
			unknown("columns."+string(f), string(f))
		}
	}
	for _, t := range p.tables() {
		if p.Kind == "" && t.field == FieldOutcome {
			continue // they are ours, see profileCheck
		}
		ids := append(slices.Collect(maps.Values(t.words.Words)), t.words.Unknown, t.words.Empty)
		slices.Sort(ids)
		for _, id := range slices.Compact(ids) {
			known := slices.ContainsFunc(FileWords(p.Kind, t.field, ch), func(it charter.Item) bool { return it.ID == id })
			if id != "" && id != wordReject && id != wordNone && !known {
				unknown(t.path, id)
			}
		}
	}
	if len(faults) > 0 {
		return faults
	}
	return nil
}
