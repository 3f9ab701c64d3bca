package assets

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var dist embed.FS

// FS is the folder dist as it was when the program was built: plain files, no
// folders. It may hold nothing but .gitkeep; ask Has before a page names a file.
var FS fs.FS = under("dist")

// Has reports whether the program was built with this file, so that a page can
// leave out a script or a font that is not there.
func Has(name string) bool {
	if name == ".gitkeep" {
		return false
	}
	info, err := fs.Stat(FS, name)
	return err == nil && info.Mode().IsRegular()
}

// under cannot fail: the pattern above makes the folder part of the program.
func under(name string) fs.FS {
	sub, err := fs.Sub(dist, name)
	if err != nil {
		return dist
	}
	return sub
}
