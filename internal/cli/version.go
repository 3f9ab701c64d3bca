package cli

import (
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

func (w *world) version() *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "print the version of this program", Args: exactly(),
		RunE: func(*cobra.Command, []string) error {
			version, revision := "(unknown)", ""
			if info, ok := debug.ReadBuildInfo(); ok {
				version = info.Main.Version
				for _, s := range info.Settings {
					if s.Key == "vcs.revision" {
						revision = " " + s.Value
					}
				}
			}
			return w.show("parley %s%s %s %s/%s", version, revision, runtime.Version(), runtime.GOOS, runtime.GOARCH)
		},
	}
}
