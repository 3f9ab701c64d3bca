package host

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"parley.example/internal/ledger/wire"
	"parley.example/record/statement"
)

// stopTime is how long running requests have to end.
const stopTime = 3 * time.Second

// TLS is the configuration for the listener under Handler. Whoever shows a key
// shows one that the charter names; whoever shows none is a stranger, and
// Handler says what a stranger may do.
func (h *Host) TLS() (*tls.Config, error) {
	cert, err := wire.Certificate(h.cfg.TLSKey)
	if err != nil {
		return nil, err
	}
	return wire.Server(cert, true, func(key statement.PublicKey) bool {
		_, ok := h.view.Load().tls[key]
		return ok
	}), nil
}

// Serve serves Handler on a listener until ctx ends: over TLS, or in clear where
// the configuration is Insecure. It closes the listener.
func (h *Host) Serve(ctx context.Context, l net.Listener) error { //nolint:contextcheck // requests outlive ctx by stopTime
	base, cancel := context.WithCancel(context.Background())
	defer cancel()
	server := &http.Server{
		Handler: h.Handler(), ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute, IdleTimeout: 5 * time.Minute,
		BaseContext: func(net.Listener) context.Context { return base },
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	ended := make(chan error, 1)
	go func() { //nolint:gosec // it begins where ctx has ended
		<-ctx.Done()
		cancel() // ends those who wait for a checkpoint
		timeout, done := context.WithTimeout(context.Background(), stopTime)
		defer done()
		err := server.Shutdown(timeout) //nolint:contextcheck // ctx has ended
		if err != nil {
			err = server.Close()
		}
		ended <- err
	}()
	var err error
	if h.cfg.Insecure {
		err = server.Serve(l)
	} else if server.TLSConfig, err = h.TLS(); err == nil {
		err = server.ServeTLS(l, "", "")
	}
	stop()
	closed := <-ended
	if !errors.Is(err, http.ErrServerClosed) {
		return errors.Join(fmt.Errorf("host: serve: %w", err), l.Close())
	}
	return closed
}
