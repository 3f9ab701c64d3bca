package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"syscall"
	"time"

	"parley.example/internal/press/load"
)

var (
	// ErrPrivate is in the error of an address that is not loaded from.
	ErrPrivate = errors.New("not loaded from inside this network")
	// ErrTooLarge is in the error of what is larger than was allowed.
	ErrTooLarge = errors.New("larger than allowed")
)

// Client loads pages. The zero value has the defaults; it is safe for
// concurrent use after the first call to Page.
type Client struct {
	Timeout      time.Duration // for a page with its redirects, 30 s
	Bytes        int64         // of a page, unpacked, 8 MiB
	Redirects    int           // 5
	AllowPrivate bool          // load from this machine and its network, too

	judge func(netip.AddrPort) error // for tests; nil refuses what lies inside
}

// IsURL reports whether an argument of the command line is an address to load
// and no file.
func IsURL(arg string) bool {
	lower := strings.ToLower(arg)
	return strings.HasPrefix(lower, "http://") || strings.HasPrefix(lower, "https://")
}

// Page loads one page.
func (c *Client) Page(ctx context.Context, address string) (load.Source, error) {
	u, err := url.Parse(address)
	if err != nil {
		return load.Source{}, fmt.Errorf("load %s: not an address: write https://HOST/PATH", address)
	}
	if err := allowed(u); err != nil {
		return load.Source{}, fmt.Errorf("load %s: %w", u.Redacted(), err)
	}
	ctx, cancel := context.WithTimeout(ctx, or(c.Timeout, 30*time.Second))
	defer cancel()
	src, err := c.get(ctx, u)
	if errors.Is(err, context.DeadlineExceeded) {
		err = fmt.Errorf("took more than %s; try again, or save the page and name the file", or(c.Timeout, 30*time.Second))
	}
	if err != nil {
		return load.Source{}, fmt.Errorf("load %s: %w", address, err)
	}
	return src, nil
}

func (c *Client) get(ctx context.Context, u *url.URL) (src load.Source, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return src, err
	}
	req.Header.Set("User-Agent", "parley-intake")
	req.Header.Set("Accept", "text/html, application/rss+xml, application/atom+xml, application/pdf, text/plain, */*;q=0.1")
	transport := c.transport()
	defer transport.CloseIdleConnections()
	client := http.Client{Transport: transport, CheckRedirect: c.follow}
	resp, err := client.Do(req)
	if err != nil {
		if e := (*url.Error)(nil); errors.As(err, &e) {
			err = e.Err // the address is in the caller's message already
		}
		return src, err
	}
	defer func() { _ = resp.Body.Close() }() // nothing was written
	if resp.StatusCode != http.StatusOK {
		return src, fmt.Errorf("the server says %s; open it in a browser, save the page and name the file", resp.Status)
	}
	limit := or(c.Bytes, 8<<20)
	raw, err := io.ReadAll(io.LimitReader(resp.Body, limit+1))
	switch {
	case err != nil:
		return src, fmt.Errorf("read the page: %w; try again", err)
	case int64(len(raw)) > limit:
		return src, fmt.Errorf("%w: more than %d bytes; save the article as text and name the file", ErrTooLarge, limit)
	}
	return load.Source{File: u.String(), Raw: raw, Media: resp.Header.Get("Content-Type"), URL: resp.Request.URL.String()}, nil
}

// transport makes connections that judge the address they are made to. It goes
// through no proxy: there the address would be another's to choose.
func (c *Client) transport() *http.Transport {
	dialer := &net.Dialer{Timeout: 10 * time.Second}
	judge := c.judge
	if judge == nil {
		judge = func(at netip.AddrPort) error { return refuse(at.Addr()) }
	}
	if !c.AllowPrivate {
		dialer.Control = func(_, address string, _ syscall.RawConn) error {
			at, err := netip.ParseAddrPort(address)
			if err != nil {
				return fmt.Errorf("%w: %s", ErrPrivate, address)
			}
			return judge(at)
		}
	}
	return &http.Transport{
		Proxy: nil, DialContext: dialer.DialContext, TLSHandshakeTimeout: 10 * time.Second, ResponseHeaderTimeout: 20 * time.Second,
		MaxResponseHeaderBytes: 64 << 10, DisableKeepAlives: true, ForceAttemptHTTP2: true,
	}
}

// follow judges a redirect before it is followed; the address behind its name
// is judged when the connection is made.
func (c *Client) follow(req *http.Request, via []*http.Request) error {
	if most := or(c.Redirects, 5); len(via) > most {
		return fmt.Errorf("more than %d redirects", most)
	}
	if via[len(via)-1].URL.Scheme == "https" && req.URL.Scheme != "https" {
		return fmt.Errorf("redirects from https to %s; name that address if it is meant", req.URL.Redacted())
	}
	req.Header.Del("Referer")
	return allowed(req.URL)
}

// allowed judges an address by how it is written.
func allowed(u *url.URL) error {
	switch {
	case u.Scheme != "http" && u.Scheme != "https":
		return fmt.Errorf("only http and https are loaded, not %q", u.Scheme)
	case u.Hostname() == "":
		return errors.New("the address names no host: write https://HOST/PATH")
	case u.User != nil:
		return errors.New("the address carries a password or a name: leave it out")
	}
	return nil
}

func or[T comparable](v, own T) T {
	if zero := *new(T); v == zero {
		return own
	}
	return v
}
