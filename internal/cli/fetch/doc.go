// Package fetch brings what `parley intake` was told to read: files, the files
// of a directory in the order of their names, and pages by their address.
//
// An address is loaded only where somebody named it. It is loaded within a
// time, a size and a number of redirects, over http or https alone, without
// cookies, credentials or a proxy, and never from an address of this machine or
// of the network it stands in, unless that is allowed: the address is judged
// when the connection is made, after the name was resolved and at every
// redirect, so that a name which changes what it points to wins nothing.
package fetch
