// Package kindtest is the suite that every kind runs. It knows a kind only by
// the contract, as the engines do.
//
// Run holds what a kind can be held to alone: its names, the parsers of its
// types against testdata/vectors.json, its messages and templates. Fuzz holds
// its parsers against any bytes. Together folds the histories of every kind,
// KIND/testdata/history/*.txtar, with all kinds of the list, and Sealed those of
// one kind whose names begin with sealed: verdicts and states are those that the
// history says, and the same for every split into batches, for maps and SQLite,
// and for the dry run before signing.
//
// A history is a txtar archive (STYLE §7):
//
//	# What it shows. R-NOTICE-1.
//	-- officers --
//	b2 bravo force=100
//	-- 1 notice.filed/v1 by:a1 at:+0s body --
//	{"from": "@+40m", ...}
//	-- 2 notice.answered/v1 by:b1 at:+5m about:1 not_after:+10m --
//	{"answer": "consent", "envelope": "$envelope 1"}
//	-- 3 again:2 at:+6m --
//	-- want/void --
//	3 R-KIND-2
//	-- want/state --
//	2 notice.show 1 state=agreed lines.bravo.answer=consent
//
// Entries are numbered from 1; those of the founding and of the appointments
// stand before them. Times are from the first record time after these. In an act
// "@TIME" is a time, "$ID N" a fill of the suite over entry N: "$id" and "$body"
// are built in. A line of want/state is: after which entry, a query that shows
// one, the entry whose id it asks for, and what its JSON has; in a list a name
// picks the element with that member, addressee or number.
//
// An entry with sealed:bravo,mediator is a sealed one for these and the author's
// member; late:N keeps its ciphertext from all but the author until entry N. Its
// rule in want/void is the one of its room: the common room finds nothing wrong
// with it. A line of want/state with in:alpha,bravo before the query asks in that
// room, of the node of every reader, with in:alpha,bravo@bravo of Bravo's alone;
// without, it asks where nothing sealed is read. Every reader of a room comes to the same rows, verdicts and digest of it,
// whenever the ciphertexts came, and nobody to another common picture.
package kindtest
