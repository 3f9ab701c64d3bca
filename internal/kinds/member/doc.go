// Package member is the kind of the mechanism's own seats: it folds what the
// record says of members, officers and nodes into rows that other kinds and
// people read. It judges nothing: charter, key, root and host statements are
// judged by record/charter before any kind sees them.
package member
