package main

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"harta/internal/store/engine"
)

// TestMain lets the test binary be the program: a test starts it again with HARTA_TEST_AS_PROGRAM set, and the engine's child is
// the same file under its hidden subcommand.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == engine.Subcommand {
		os.Exit(engine.Main(os.Args[2:]))
	}
	if os.Getenv("HARTA_TEST_AS_PROGRAM") != "" {
		os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}

// program is a started harta.
type program struct {
	t      *testing.T
	cmd    *exec.Cmd
	out    *output
	exited chan error
}

// output collects what a program prints; it may be read meanwhile.
type output struct {
	lines chan string
	all   bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.lines <- string(p)
	return len(p), nil
}

func (o *output) collect(d time.Duration) string {
	deadline := time.After(d)
	for {
		select {
		case s := <-o.lines:
			o.all.WriteString(s)
		case <-deadline:
			return o.all.String()
		}
	}
}

func command(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), "HARTA_TEST_AS_PROGRAM=1", "HARTA_LANG=en")
	return cmd
}

// start runs a server until it has printed an address.
func start(t *testing.T, args ...string) (*program, string) {
	t.Helper()
	p := &program{t: t, cmd: command(t, args...), out: &output{lines: make(chan string, 1000)}, exited: make(chan error, 1)}
	p.cmd.Stdout, p.cmd.Stderr = p.out, p.out
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { p.exited <- p.cmd.Wait() }()
	t.Cleanup(func() { _ = p.cmd.Process.Kill() })
	address := regexp.MustCompile(`Serving at (https?://\S+)\. Stop`)
	for range 600 {
		if m := address.FindStringSubmatch(p.out.collect(50 * time.Millisecond)); m != nil {
			return p, m[1]
		}
		select {
		case err := <-p.exited:
			t.Fatalf("harta ended with %v:\n%s", err, p.out.collect(100*time.Millisecond))
		default:
		}
	}
	t.Fatalf("no address within half a minute:\n%s", p.out.all.String())
	return nil, ""
}

func (p *program) stop(sig os.Signal) error {
	p.t.Helper()
	if err := p.cmd.Process.Signal(sig); err != nil {
		p.t.Fatal(err)
	}
	select {
	case err := <-p.exited:
		return err
	case <-time.After(30 * time.Second):
		p.t.Fatal("harta did not end within half a minute")
		return nil
	}
}

// engines counts the engine processes that work in a data folder.
func engines(t *testing.T, folder string) int {
	t.Helper()
	processes, err := filepath.Glob("/proc/[0-9]*/cmdline")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, p := range processes {
		line, err := os.ReadFile(p)
		if err == nil && bytes.Contains(line, []byte("\x00"+engine.Subcommand+"\x00")) && bytes.Contains(line, []byte(folder)) {
			n++
		}
	}
	return n
}

func requireEngine(t *testing.T) {
	t.Helper()
	if _, err := engine.FindLibrary(engine.NewSearch(t.TempDir())); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
}

func TestServerLifeOnOneFolder(t *testing.T) {
	requireEngine(t)
	folder := t.TempDir()
	serving := []string{"--data", folder, "serve", "--listen", "127.0.0.1:0"}
	first, address := start(t, serving...)
	if !strings.Contains(first.out.all.String(), "admin  ") {
		t.Errorf("the first start prints no administrator:\n%s", first.out.all.String())
	}
	if response, err := http.Get(address + "/healthz"); err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("health: %v %v", response, err)
	}
	if n := engines(t, folder); n != 1 {
		t.Fatalf("%d engines run for one server", n)
	}

	second, err := command(t, serving...).CombinedOutput()
	if err == nil || !strings.Contains(string(second), "harta: ") || strings.Contains(string(second), "⟦") {
		t.Errorf("a second server on the folder: %v\n%s", err, second)
	}

	if err := first.stop(syscall.SIGTERM); err != nil {
		t.Errorf("SIGTERM: %v", err)
	}
	if n := engines(t, folder); n != 0 {
		t.Errorf("%d engines outlive a clean stop", n)
	}

	again, _ := start(t, serving...)
	if strings.Contains(again.out.all.String(), "admin  ") {
		t.Error("the second start prints a password again")
	}
	_ = again.stop(syscall.SIGKILL)
	for range 100 {
		if engines(t, folder) == 0 {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	if n := engines(t, folder); n != 0 {
		t.Errorf("%d engines outlive a killed server", n)
	}
	after, _ := start(t, serving...)
	if err := after.stop(os.Interrupt); err != nil {
		t.Errorf("Ctrl-C after a kill: %v", err)
	}
}

func TestTLS(t *testing.T) {
	requireEngine(t)
	cert, key, pool := certificate(t)
	p, address := start(t, "--data", t.TempDir(), "serve", "--listen", "127.0.0.1:0", "--tls-cert", cert, "--tls-key", key)
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}}}
	response, err := client.Get(address + "/login")
	if err != nil {
		t.Fatal(err)
	}
	if response.StatusCode != http.StatusOK || response.Header.Get("Strict-Transport-Security") == "" {
		t.Errorf("status %d, HSTS %q", response.StatusCode, response.Header.Get("Strict-Transport-Security"))
	}
	if err := p.stop(syscall.SIGTERM); err != nil {
		t.Error(err)
	}
}

// certificate writes a self-signed certificate for 127.0.0.1.
func certificate(t *testing.T) (certFile, keyFile string, pool *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "harta"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	keyDER, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	certFile, keyFile = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	certPEM := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	for path, content := range map[string][]byte{certFile: certPEM, keyFile: pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: keyDER})} {
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	pool = x509.NewCertPool()
	pool.AppendCertsFromPEM(certPEM)
	return certFile, keyFile, pool
}

func TestRefusals(t *testing.T) {
	broken := filepath.Join(t.TempDir(), "broken.yaml")
	if err := os.WriteFile(broken, []byte("municipality:\n  id: 7\n  colour: blue\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	busy, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = busy.Close() }()
	for _, c := range []struct {
		name string
		args []string
		want string
	}{
		{"plain HTTP for everybody", []string{"serve", "--listen", "0.0.0.0:0"}, "certificate"},
		{"taken address", []string{"serve", "--listen", busy.Addr().String()}, busy.Addr().String()},
		{"no certificate", []string{"serve", "--listen", "127.0.0.1:0", "--tls-cert", "/nowhere.pem", "--tls-key", "/nowhere.key"}, "/nowhere.pem"},
		{"broken charter", []string{"--charter", broken, "serve", "--listen", "127.0.0.1:0"}, "broken.yaml"},
		{"missing charter", []string{"--charter", "/nowhere.yaml", "serve", "--listen", "127.0.0.1:0"}, "/nowhere.yaml"},
		{"unknown role", []string{"user", "add", "ivan", "--role", "king"}, "king"},
		{"unknown command", []string{"dance"}, "dance"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var out, errOut bytes.Buffer
			t.Setenv("HARTA_LANG", "en")
			status := run(append([]string{"--data", t.TempDir()}, c.args...), &out, &errOut)
			said := errOut.String()
			if status == exitOK || !strings.Contains(said, c.want) || strings.Contains(said, "⟦") {
				t.Errorf("status %d, said %q, want a sentence with %q", status, said, c.want)
			}
		})
	}
}

func TestUserAdd(t *testing.T) {
	t.Setenv("HARTA_LANG", "en")
	folder := t.TempDir()
	var out, errOut bytes.Buffer
	args := []string{"--data", folder, "user", "add", "Иванка", "--role", "officer"}
	if status := run(args, &out, &errOut); status != exitOK {
		t.Fatalf("status %d: %s", status, errOut.String())
	}
	if !regexp.MustCompile(`Password: [a-z2-9]{4}(-[a-z2-9]{4}){3}`).MatchString(out.String()) {
		t.Errorf("no password in %q", out.String())
	}
	if status := run(args, &out, &errOut); status != exitFailed {
		t.Errorf("the same login twice: status %d", status)
	}
}
