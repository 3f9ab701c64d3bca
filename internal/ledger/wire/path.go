package wire

// Paths of a host.
const (
	// Submit takes envelopes, one a line, and answers with a Submitted.
	Submit = "POST /submit"
	// Checkpoint gives the newest checkpoint with a quorum. With ?have=HEX, the
	// SHA-256 of the one that the caller holds, and ?wait=MS it answers when
	// there is another, or 304 after that time.
	Checkpoint = "GET /log/checkpoint"
	// Tile gives the tiles and entry bundles of tlog-tiles.
	Tile = "GET /log/tile/{path...}"
	// GetBody and PutBody serve and take bodies by the hex of their commitment.
	GetBody = "GET /body/{commit}"
	PutBody = "PUT /body/{commit}"
	// EraseBody deletes what the caller itself handed in, and takes it no more.
	EraseBody = "DELETE /body/{commit}"
)

// Paths of a node, for the host and the other nodes. A node also serves
// Checkpoint, Tile, GetBody and PutBody from its mirror.
const (
	// AddCheckpoint is the C2SP tlog-witness call: the host asks for a
	// cosignature.
	AddCheckpoint = "POST /witness/add-checkpoint"
	// Pass takes envelopes that another node could not get logged, one a line.
	Pass = "POST /peer/pass" //nolint:gosec // a path, no password
	// Evidence takes what a node holds against the host or a member.
	Evidence = "POST /peer/evidence"
)
