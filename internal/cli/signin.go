package cli

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"
)

// signIn makes a client that is signed in: by a token, or by an officer's
// password. A password is never an argument, since others read those.
func (w *world) signIn(ctx context.Context, f nodeFlags) (*client, error) {
	cl, err := w.connect(f)
	if err != nil {
		return nil, err
	}
	if f.officer == "" {
		f.officer = w.env("PARLEY_OFFICER")
	}
	if cl.token = w.env("PARLEY_TOKEN"); cl.token != "" && f.officer == "" {
		return cl, nil
	}
	cl.token = ""
	if f.officer == "" {
		return nil, usage("say who acts: --officer, or a token in PARLEY_TOKEN")
	}
	password, err := w.password(f)
	if err != nil {
		return nil, err
	}
	_, b, err := cl.post(ctx, "/session", map[string]string{"officer": f.officer, "password": password}, "")
	if err != nil {
		return nil, fmt.Errorf("sign in as %s: %w", f.officer, err)
	}
	var s struct {
		Token string `json:"token"`
	}
	if err := json.Unmarshal(b, &s); err != nil || s.Token == "" {
		return nil, fmt.Errorf("sign in as %s: the node gave no token", f.officer)
	}
	cl.token, cl.own = s.Token, true
	return cl, nil
}

// password reads it from a file, the environment or the terminal.
func (w *world) password(f nodeFlags) (string, error) {
	if f.passwordFile != "" {
		b, err := w.readFile(f.passwordFile, 1<<12)
		if err != nil {
			return "", fmt.Errorf("read password: %w", err)
		}
		return strings.TrimRight(string(b), "\r\n"), nil
	}
	if p := w.env("PARLEY_PASSWORD"); p != "" {
		return p, nil
	}
	tty, ok := w.terminal()
	if !ok {
		return "", usage("no password: give --password-file or PARLEY_PASSWORD")
	}
	w.ask("Password of %s: ", f.officer)
	restore, err := hide(tty)
	if err != nil {
		return "", fmt.Errorf("cannot hide what is typed: %w; give --password-file or PARLEY_PASSWORD", err)
	}
	text, err := readLine(tty)
	w.say("")
	if err := errors.Join(err, restore()); err != nil {
		return "", fmt.Errorf("read password: %w", err)
	}
	return text, nil
}

// terminal returns the standard input where a person types it.
func (w *world) terminal() (*os.File, bool) {
	f, ok := w.in.(*os.File)
	if !ok {
		return nil, false
	}
	return f, typedAt(f)
}

func (w *world) ask(format string, args ...any) {
	_, _ = fmt.Fprint(w.err, plain(fmt.Sprintf(format, args...)))
}

// readLine reads up to the end of a line and not beyond.
func readLine(r io.Reader) (string, error) {
	text, err := bufio.NewReaderSize(oneByte{r}, 16).ReadString('\n')
	if errors.Is(err, io.EOF) && text != "" {
		err = nil
	}
	return strings.TrimRight(text, "\r\n"), err
}

// oneByte reads bytes one by one, so that nothing behind a line is taken.
type oneByte struct{ r io.Reader }

// Read reads one byte.
func (o oneByte) Read(p []byte) (int, error) { return o.r.Read(p[:min(1, len(p))]) }

// end signs out where this command signed in: the node keeps an officer's key
// unlocked no longer than it must.
func (c *client) end(ctx context.Context) {
	if !c.own {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), farewell)
	defer cancel()
	_, _, _ = c.post(ctx, "/session/end", struct{}{}, "") // the session ends by itself too
}

// farewell bounds how long signing out may take.
const farewell = 5 * time.Second
