package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	dir := flag.String("dir", filepath.Join("internal", "web", "assets"), "folder with SHA256SUMS, node_modules and dist")
	check := flag.Bool("check", false, "only say whether dist is whole; copy nothing")
	update := flag.Bool("update", false, "write the sums of what is in node_modules into SHA256SUMS, to be reviewed")
	flag.Parse()
	if err := run(*dir, *check, *update); err != nil {
		fmt.Fprintln(os.Stderr, "frontend:", err)
		os.Exit(1)
	}
}

func run(dir string, check, update bool) error {
	list := filepath.Join(dir, "SHA256SUMS")
	if update {
		return Update(list, filepath.Join(dir, "node_modules"))
	}
	files, err := ReadList(list)
	if err != nil {
		return err
	}
	if check {
		return Check(files, filepath.Join(dir, "dist"))
	}
	if err := Copy(files, filepath.Join(dir, "node_modules"), filepath.Join(dir, "dist")); err != nil {
		return err
	}
	fmt.Printf("frontend: %d files in %s, each with its committed sum\n", len(files), filepath.Join(dir, "dist"))
	return nil
}
