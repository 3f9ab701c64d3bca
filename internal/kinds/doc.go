// Package kinds is THE list of kinds. A new kind is one folder and one line.
package kinds
