package dashboard

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"mime"
	"path"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"
)

// static is what the build of the style sheets, scripts and fonts leaves; all: keeps the folder valid before the first build.
//
//go:embed all:static
var static embed.FS

// assetAge is the time caches may keep an asset without asking: a year, for its name changes with its content.
const assetAge = "public, max-age=31536000, immutable"

// asset is a built file in the forms it is sent in: plain, and compressed where that was worth it.
type asset struct {
	mime  string
	etag  string // of the plain form, without quotes
	plain []byte
	br    []byte
	gzip  []byte
}

// assets are the built files by their hashed names, and the hashed names by the names templates use.
type assets struct {
	files map[string]*asset
	names map[string]string
}

// loadAssets reads the built files into memory. from is nil for the embedded ones.
func loadAssets(from fs.FS) (*assets, error) {
	if from == nil {
		sub, err := fs.Sub(static, "static")
		if err != nil {
			return nil, fmt.Errorf("embedded assets: %w", err)
		}
		from = sub
	}
	manifest, err := fs.ReadFile(from, "manifest.json")
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errors.New("the style sheets and scripts are not built: run npm ci and npm run build, then build the program again")
	}
	if err != nil {
		return nil, fmt.Errorf("read the assets' manifest: %w", err)
	}
	a := &assets{files: make(map[string]*asset), names: make(map[string]string)}
	if err := json.Unmarshal(manifest, &a.names); err != nil {
		return nil, fmt.Errorf("read the assets' manifest: %w", err)
	}
	for _, name := range a.names {
		if a.files[name], err = loadAsset(from, name); err != nil {
			return nil, err
		}
	}
	return a, nil
}

// loadAsset reads one file with its compressed forms.
func loadAsset(from fs.FS, name string) (*asset, error) {
	plain, err := fs.ReadFile(from, name)
	if err != nil {
		return nil, fmt.Errorf("read asset: %w", err)
	}
	sum := sha256.Sum256(plain)
	f := &asset{mime: mimeType(name), etag: hex.EncodeToString(sum[:8]), plain: plain}
	for ext, form := range map[string]*[]byte{".br": &f.br, ".gz": &f.gzip} {
		*form, err = fs.ReadFile(from, name+ext)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("read asset: %w", err)
		}
	}
	return f, nil
}

// mimeType names a file's type. The types that matter are fixed here, so that no table of the machine can spoil them.
func mimeType(name string) string {
	switch ext := path.Ext(name); ext {
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".woff2":
		return "font/woff2"
	default:
		if t := mime.TypeByExtension(ext); t != "" {
			return t
		}
		return fiber.MIMEOctetStream
	}
}

// url gives the address of an asset by the name it has in the sources. An unknown name fails the template that uses it.
func (a *assets) url(name string) (string, error) {
	hashed, ok := a.names[name]
	if !ok {
		return "", fmt.Errorf("no asset %q", name)
	}
	return "/assets/" + hashed, nil
}

// asset sends a built file in the smallest form the browser takes.
func (s *Server) asset(c *fiber.Ctx) error {
	f, ok := s.assets.files[c.Params("name")]
	if !ok {
		return fiber.ErrNotFound
	}
	body, encoding := f.choose(c.Get(fiber.HeaderAcceptEncoding))
	etag := `"` + f.etag + `"`
	if encoding != "" {
		etag = `"` + f.etag + "-" + encoding + `"`
	}
	c.Set(fiber.HeaderCacheControl, assetAge)
	c.Set(fiber.HeaderVary, fiber.HeaderAcceptEncoding)
	c.Set(fiber.HeaderETag, etag)
	if strings.Contains(c.Get(fiber.HeaderIfNoneMatch), etag) {
		return c.SendStatus(fiber.StatusNotModified)
	}
	if encoding != "" {
		c.Set(fiber.HeaderContentEncoding, encoding)
	}
	c.Set(fiber.HeaderContentType, f.mime)
	return c.Send(body)
}

// choose picks the form for an Accept-Encoding header.
func (f *asset) choose(accept string) (body []byte, encoding string) {
	if f.br != nil && accepts(accept, "br") {
		return f.br, "br"
	}
	if f.gzip != nil && accepts(accept, "gzip") {
		return f.gzip, "gzip"
	}
	return f.plain, ""
}

// accepts says whether an Accept-Encoding header names a coding with a weight above zero.
func accepts(header, coding string) bool {
	for item := range strings.SplitSeq(header, ",") {
		name, params, _ := strings.Cut(item, ";")
		if !strings.EqualFold(strings.TrimSpace(name), coding) {
			continue
		}
		weight, found := strings.CutPrefix(strings.TrimSpace(params), "q=")
		if !found {
			return true
		}
		q, err := strconv.ParseFloat(weight, 64)
		return err == nil && q > 0
	}
	return false
}
