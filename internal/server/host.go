package server

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"path/filepath"

	"golang.org/x/sync/errgroup"

	"parley.example/internal/ledger/host"
)

// Host is the host of a mechanism with its listener.
type Host struct {
	File HostFile

	log      *slog.Logger
	host     *host.Host
	listener net.Listener
}

// OpenHost opens the directory of a host, checks its log, and listens.
func OpenHost(dir string, log *slog.Logger) (h *Host, err error) {
	file, err := readFile[HostFile](filepath.Join(dir, hostFile))
	if err != nil {
		return nil, err
	}
	h = &Host{File: file, log: log.With(slog.String("host", dir))}
	document, _, err := readCharter(dir)
	if err != nil {
		return nil, err
	}
	logKey, err := ReadKey(filepath.Join(dir, keysDir, logFile))
	if err != nil {
		return nil, err
	}
	tlsKey, err := ReadKey(filepath.Join(dir, keysDir, tlsFile))
	if err != nil {
		return nil, err
	}
	witnesses := map[string]string{}
	for member, address := range file.Witnesses {
		witnesses[member] = address + "/witness"
	}
	var foreign []host.Foreign
	for _, f := range file.Foreign {
		foreign = append(foreign, host.Foreign{URL: f.URL, Vkey: f.Vkey})
	}
	h.host, err = host.Open(host.Config{
		Dir: dir, Document: document, LogKey: logKey, TLSKey: tlsKey, Witnesses: witnesses, Foreign: foreign,
		Clock: Clock, Logger: h.log,
	})
	if err != nil {
		return nil, fmt.Errorf("open host in %s: %w", dir, err)
	}
	conf, err := h.host.TLS()
	if err != nil {
		return nil, errors.Join(err, h.host.Close())
	}
	l, err := listen(file.Listen)
	if err != nil {
		return nil, errors.Join(err, h.host.Close())
	}
	h.listener = tls.NewListener(l, conf)
	return h, nil
}

// Address returns where the host listens.
func (h *Host) Address() string { return "https://" + h.listener.Addr().String() }

// Run works until ctx ends, and waits for all that it started.
func (h *Host) Run(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return h.host.Run(ctx) })
	g.Go(func() error { return serve(ctx, h.listener, h.host.Handler(), h.log) })
	return g.Wait()
}

// Close closes the log.
func (h *Host) Close() error {
	err := h.listener.Close()
	if errors.Is(err, net.ErrClosed) {
		err = nil
	}
	return errors.Join(err, h.host.Close())
}
