package desk

import (
	"context"
	"fmt"

	"parley.example/internal/kind"
	"parley.example/record/charter"
)

// NoPlace is the place of a key's end that the node has at hand and the record
// has not: Config.Key says so of a key whose revocation is not logged yet.
const NoPlace = -1

// Standing says why an officer is offered no acts, or nil. The reasons follow
// from the record, and from the node's clock where that is the more cautious.
func (d *Desk) Standing(ctx context.Context, by kind.Officer) (*kind.Problem, error) {
	seat, err := d.seat(ctx, by.Officer)
	if err != nil {
		return nil, err
	}
	var why *kind.Problem
	err = d.Read(ctx, func(r kind.Reader) error {
		_, why = d.standing(r, seat)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the record: %w", err)
	}
	return why, nil
}

// Acts returns the acts that an officer may do: those all of whose types the
// powers name. Through a token that only reads there are none. R-DESK-9.
func (d *Desk) Acts(by kind.Officer) []kind.Act {
	var list []kind.Act
	for _, a := range d.acts {
		if mayAll(by.Author, a.Types) {
			list = append(list, a.Act)
		}
	}
	return list
}

// seat is an officer of this node with what the record knows of the key.
type seat struct {
	Listed
	on  charter.Key
	has bool // the record has the key
}

// seat asks for both before a picture is read: the node must not be asked from
// inside, where it may be waiting for the picture itself.
func (d *Desk) seat(ctx context.Context, code string) (seat, error) {
	l, err := d.listed(ctx, code)
	if err != nil {
		return seat{}, err
	}
	s := seat{Listed: l}
	s.on, s.has = d.Key(l.Key.ID())
	return s, nil
}

// standing resolves an officer at the reader's place. Where the appointment does
// not hold there, the author has no powers and the problem says why.
func (d *Desk) standing(v kind.View, s seat) (charter.Author, *kind.Problem) {
	author := charter.Author{Member: d.Member, Seat: charter.Officer, Key: s.Key.ID(), Officer: s.Code}
	if m, ok := v.Charter().Member(d.Member); ok {
		author.Role = m.Role
	}
	k := s.on
	if !s.has || k.Seat != charter.Officer || k.Member != d.Member {
		return author, kind.Wrong("", "desk.standing.unknown")
	}
	_, record := v.Place()
	switch now := max(record, d.Clock()); {
	case k.Officer != s.Code:
		return author, kind.Wrong("", "desk.standing.other", "officer", k.Officer)
	case k.Ended != nil && k.Ended.Place == NoPlace:
		return author, kind.Wrong("", "desk.standing.revoked")
	case k.Ended != nil:
		return author, kind.Wrong("", "desk.standing.ended", "place", k.Ended.Place)
	case record < k.NotBefore:
		return author, kind.Wrong("", "desk.standing.early", "from", k.NotBefore.UTC())
	case k.Expires != 0 && now >= k.Expires:
		return author, kind.Wrong("", "desk.standing.expired", "until", k.Expires.UTC())
	}
	author.Desks, author.Powers = k.Desks, k.Powers
	return author, nil
}

// mayAll reports whether the record's own rule lets the author sign every type.
// How large the power is, the kind judges. R-AUTH-4.
func mayAll(by charter.Author, types []string) bool {
	for _, t := range types {
		if by.May(t) != nil {
			return false
		}
	}
	return len(types) > 0
}
