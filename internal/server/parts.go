package server

import (
	"parley.example/internal/desk"
	"parley.example/internal/ledger/node"
	"parley.example/internal/projection"
)

// Ledger returns the node's copy of the record, with its queue: for whoever
// measures or tests a whole mechanism in one process.
func (n *Node) Ledger() *node.Node { return n.ledger }

// Desk returns where the member's officers plan and confirm.
func (n *Node) Desk() *desk.Desk { return n.desk }

// Rooms says where the member's rooms stand.
func (n *Node) Rooms() []projection.RoomStanding { return n.engine.Rooms() }
