package server

import "parley.example/internal/ledger/host"

// Status says how far the host has come and why it admits nothing, if so.
func (h *Host) Status() host.Status { return h.host.Status() }
