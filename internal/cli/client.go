package cli

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"parley.example/internal/api"
)

// nodeFlags say which node, and as whom.
type nodeFlags struct {
	node, officer, passwordFile string
	tlsKey, ca, language        string
}

func (f *nodeFlags) add(c *cobra.Command) {
	c.Flags().StringVar(&f.node, "node", "", "address of the node's pages and API; or PARLEY_NODE")
	c.Flags().StringVar(&f.officer, "officer", "", "sign in as this officer; or PARLEY_OFFICER, or a token in PARLEY_TOKEN")
	c.Flags().StringVar(&f.passwordFile, "password-file", "",
		"file with the password, or - for standard input; else PARLEY_PASSWORD, or asked for")
	c.Flags().StringVar(&f.tlsKey, "tls-key", "", "the node's TLS key in hex or base64, where its certificate is its own")
	c.Flags().StringVar(&f.ca, "ca", "", "file with the certificates of the authority that vouches for the node")
	c.Flags().StringVar(&f.language, "language", "en", "of the sentences to confirm: en, ar or he")
}

// client talks to one node.
type client struct {
	base, token, language string
	own                   bool // the session was opened by this command
	http                  *http.Client
	fields                []field // of the input, for what is wrong with one
}

// mostAnswer bounds what a node may answer with.
const mostAnswer = 64 << 20

// connect makes a client that is not signed in.
func (w *world) connect(f nodeFlags) (*client, error) {
	if f.node == "" {
		f.node = w.env("PARLEY_NODE")
	}
	u, err := url.Parse(f.node)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return nil, usage("--node %q is not an address such as https://node.example:8451", f.node)
	}
	if u.Scheme == "http" && !loopback(u.Hostname()) {
		return nil, usage("--node %q: a password would cross the network in clear; use https", f.node)
	}
	switch f.language {
	case "en", "ar", "he":
	default:
		return nil, usage("--language %q: en, ar or he", f.language)
	}
	// Each answer is awaited for a minute; a longer wait is asked for again.
	cl := &client{base: strings.TrimSuffix(u.String(), "/") + api.Prefix, language: f.language}
	cl.http = &http.Client{Timeout: time.Minute}
	conf := &tls.Config{MinVersion: tls.VersionTLS12}
	switch {
	case f.tlsKey != "" && f.ca != "":
		return nil, usage("give one of --tls-key and --ca")
	case f.tlsKey != "":
		key, err := parseKey(f.tlsKey)
		if err != nil {
			return nil, err
		}
		if conf, err = clientTLS(key); err != nil {
			return nil, err
		}
	case f.ca != "":
		pem, err := os.ReadFile(f.ca)
		if err != nil {
			return nil, fmt.Errorf("read --ca: %w", err)
		}
		conf.RootCAs = x509.NewCertPool()
		if !conf.RootCAs.AppendCertsFromPEM(pem) {
			return nil, usage("--ca %s holds no certificate in PEM", f.ca)
		}
	}
	cl.http.Transport = &http.Transport{TLSClientConfig: conf, ForceAttemptHTTP2: true, Proxy: http.ProxyFromEnvironment}
	// A token goes to the node that was named, and nowhere else.
	cl.http.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return cl, nil
}

// loopback reports whether a name is of this machine and never leaves it.
func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// get reads something.
func (c *client) get(ctx context.Context, path string) ([]byte, error) {
	_, b, err := c.do(ctx, http.MethodGet, path, nil, "")
	return b, err
}

// post sends JSON, with an idempotency key where one is given.
func (c *client) post(ctx context.Context, path string, in any, once string) (int, []byte, error) {
	b, err := json.Marshal(in)
	if err != nil {
		return 0, nil, fmt.Errorf("write request: %w", err)
	}
	return c.do(ctx, http.MethodPost, path, b, once)
}

func (c *client) do(ctx context.Context, method, path string, body []byte, once string) (int, []byte, error) {
	req, err := http.NewRequestWithContext(ctx, method, c.base+path, bytes.NewReader(body))
	if err != nil {
		return 0, nil, fmt.Errorf("request: %w", err)
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	if once != "" {
		req.Header.Set("Idempotency-Key", once)
	}
	req.Header.Set("Accept-Language", c.language)
	resp, err := c.http.Do(req)
	if err != nil {
		return 0, nil, fmt.Errorf("node does not answer: %w; is it running, and is --node its address for officers?", err)
	}
	defer func() { _ = resp.Body.Close() }() // read whole below
	b, err := io.ReadAll(io.LimitReader(resp.Body, mostAnswer+1))
	switch {
	case err != nil:
		return 0, nil, fmt.Errorf("node's answer broke off: %w", err)
	case len(b) > mostAnswer:
		return 0, nil, fmt.Errorf("node's answer has more than %d bytes", mostAnswer)
	case resp.StatusCode == http.StatusOK || resp.StatusCode == http.StatusAccepted:
		return resp.StatusCode, b, nil
	}
	return resp.StatusCode, nil, c.problem(resp, b)
}

// problem is what the API says when it refuses. R-API-6.
type problem struct {
	Title   string `json:"title"`
	Detail  string `json:"detail"`
	Rule    string `json:"rule"`
	Request string `json:"request"`
	Errors  []struct {
		Field   string `json:"field"`
		Message string `json:"message"`
	} `json:"errors"`
}

// problem says a problem in one line a field, by the names of the flags.
func (c *client) problem(resp *http.Response, body []byte) error {
	media, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	var p problem
	if media != "application/problem+json" || json.Unmarshal(body, &p) != nil {
		return fmt.Errorf("node says %s, in no form of this API; is --node its address for officers?", resp.Status)
	}
	if p.Detail == "" {
		p.Detail = p.Title
	}
	var lines []string
	for _, f := range p.Errors {
		text := f.Message
		if f.Field != "" {
			text = flagOf(f.Field, c.fields) + ": " + text
		}
		if p.Detail != f.Message {
			text = p.Detail + ": " + text
		}
		lines = append(lines, text)
	}
	switch {
	case len(lines) > 0:
		return &manyError{lines}
	case p.Rule != "":
		return fmt.Errorf("refused by rule %s: %s", p.Rule, p.Detail)
	case resp.StatusCode == http.StatusUnauthorized:
		return fmt.Errorf("%s; sign in with --officer and --password-file, or give a token in PARLEY_TOKEN", p.Detail)
	case resp.StatusCode == http.StatusTooManyRequests && resp.Header.Get("Retry-After") != "":
		return fmt.Errorf("%s; try again in %s seconds", p.Detail, resp.Header.Get("Retry-After"))
	case resp.StatusCode >= http.StatusInternalServerError:
		return fmt.Errorf("%s (request %s)", p.Detail, p.Request)
	}
	return errors.New(p.Detail)
}
