package e2e

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// officer is one sign-in that a demo printed.
type officer struct{ code, password, origin string }

// demo is `parley demo` in a process of its own.
type demo struct {
	cmd      *exec.Cmd
	dir      string
	officers map[string]officer
	ended    chan error

	mu    sync.Mutex
	said  []string
	news  chan struct{} // closed and made anew at every line
	fault strings.Builder
}

var (
	memberLine  = regexp.MustCompile(`^([a-z]+) +(http://\S+)$`)
	officerLine = regexp.MustCompile(`^ +officer (\S+) +password (\S+)`)
	courseLine  = regexp.MustCompile(`^ +[0-9.]+ s  `)
)

// startDemo starts a demo on ports that are free and waits until its course has
// begun, by when its officers can sign in.
func startDemo(binary, dir string) (*demo, error) {
	listen, err := freePorts()
	if err != nil {
		return nil, err
	}
	d := &demo{dir: dir, officers: map[string]officer{}, ended: make(chan error, 1), news: make(chan struct{})}
	d.cmd = exec.Command(binary, "demo", "--listen", listen, "--dir", dir)
	d.cmd.Stderr = &lockedWriter{d: d}
	out, err := d.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := d.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start demo: %w", err)
	}
	go func() {
		d.read(out)
		d.ended <- d.cmd.Wait()
	}()
	if err := d.await(func(line string) bool { return courseLine.MatchString(line) }, 60*time.Second); err != nil {
		d.stop()
		return nil, fmt.Errorf("demo: %w", err)
	}
	return d, nil
}

// freePorts finds a run of free ports for the host and five nodes: they take one
// after the other, from the first.
func freePorts() (string, error) {
	for first := 17400; first < 19400; first += 40 {
		free := true
		for p := first; p < first+14 && free; p++ {
			l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", p))
			if err != nil {
				free = false
				continue
			}
			free = l.Close() == nil
		}
		if free {
			return fmt.Sprintf("127.0.0.1:%d", first), nil
		}
	}
	return "", errors.New("no 14 free ports in a row on loopback")
}

func (d *demo) read(out io.Reader) {
	lines := bufio.NewScanner(out)
	origin := ""
	for lines.Scan() {
		line := lines.Text()
		d.mu.Lock()
		if m := memberLine.FindStringSubmatch(line); m != nil {
			origin = m[2]
		}
		if m := officerLine.FindStringSubmatch(line); m != nil {
			d.officers[m[1]] = officer{code: m[1], password: m[2], origin: origin}
		}
		d.said = append(d.said, line)
		close(d.news)
		d.news = make(chan struct{})
		d.mu.Unlock()
	}
}

// await waits until the demo has said a line that is wanted.
func (d *demo) await(wanted func(string) bool, patience time.Duration) error {
	over := time.After(patience)
	for {
		d.mu.Lock()
		news := d.news
		for _, line := range d.said {
			if wanted(line) {
				d.mu.Unlock()
				return nil
			}
		}
		d.mu.Unlock()
		select {
		case <-news:
		case err := <-d.ended:
			d.ended <- err
			return fmt.Errorf("it ended: %v\n%s", err, d.log())
		case <-over:
			return fmt.Errorf("it never said it in %s\n%s", patience, d.log())
		}
	}
}

func (d *demo) log() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return strings.Join(d.said, "\n") + "\n" + d.fault.String()
}

// stop ends the demo as Ctrl-C does, and kills it if it does not end.
func (d *demo) stop() {
	_ = d.cmd.Process.Signal(os.Interrupt)
	select {
	case err := <-d.ended:
		d.ended <- err
	case <-time.After(5 * time.Second):
		d.kill()
	}
}

// kill ends it as a power cut does.
func (d *demo) kill() {
	_ = d.cmd.Process.Signal(syscall.SIGKILL)
	err := <-d.ended
	d.ended <- err
}

// officer returns a sign-in.
func (d *demo) officer(t *testing.T, code string) officer {
	t.Helper()
	d.mu.Lock()
	defer d.mu.Unlock()
	o, ok := d.officers[code]
	if !ok {
		t.Fatalf("the demo has no officer %s", code)
	}
	return o
}

// lockedWriter keeps what the demo writes to stderr.
type lockedWriter struct{ d *demo }

func (w *lockedWriter) Write(b []byte) (int, error) {
	w.d.mu.Lock()
	defer w.d.mu.Unlock()
	return w.d.fault.Write(b)
}

// cookies signs an officer in without a browser and returns the cookies.
func (o officer) cookies(t *testing.T) []*http.Cookie {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	form := url.Values{"officer": {o.code}, "password": {o.password}, "next": {"/"}}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, o.origin+"/sign-in", strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	c := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := c.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusSeeOther || len(res.Cookies()) == 0 {
		t.Fatalf("sign in as %s: got status %d and %d cookies, want 303 and a cookie", o.code, res.StatusCode, len(res.Cookies()))
	}
	return res.Cookies()
}

// origin is where an officer signs in; empty where there is no browser, and the
// tab that is then opened skips the test.
func (s *stage) origin(code string) string {
	if s.demo == nil {
		return ""
	}
	s.demo.mu.Lock()
	defer s.demo.mu.Unlock()
	return s.demo.officers[code].origin
}

// as returns the sign-in of an officer of the shared demo.
func (s *stage) as(t *testing.T, code string) officer {
	t.Helper()
	if s.demo == nil {
		t.Skip("SKIPPED: " + s.without)
	}
	return s.demo.officer(t, code)
}
