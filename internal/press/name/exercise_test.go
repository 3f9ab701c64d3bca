package name

import (
	"fmt"
	"sync"
	"testing"
	"testing/fstest"
)

// EXERCISE. These states, communities and towns are invented. The tests that tell of
// anything contested know them from here, beside the lists that are built in, as a
// mechanism would add its own with --lists.
const (
	exerciseStates = "XN\tNorland\tN.L.\tNorlandic|Norlanders\tPort Essen\n" +
		"XE\tEstmark\t\tEstmarkian|Estmarkians\tTollen\n" +
		"XO\tOstrova\tO.V.|OV\tOstrovan|Ostrovans\tBrel\n"
	exercisePeoples = "Tavri\tTavris\nHadren\tHadrens\ttribal\n"
	exerciseTowns   = "Port Essen\t0.51\t0.29\tXN\tcapital\t900000\t\tex:1\n" +
		"Tollen\t0.77\t0.81\tXE\tcapital\t700000\t\tex:2\n" +
		"Brel\t0.12\t0.93\tXO\tcapital\t500000\t\tex:3\n" +
		"As-Sawenda\t0.70\t0.56\tXN\tseat\t59000\tsuwendah|suwenda|sawenda\tex:4\n" +
		"Karsedin\t0.61\t0.44\tXN\tseat\t90000\t\tex:5\n"
)

var exerciseLoad = sync.OnceValues(func() (*Lists, error) {
	own := fstest.MapFS{}
	for file, more := range map[string]string{"states.tsv": exerciseStates, "communities.txt": exercisePeoples, "cities.tsv": exerciseTowns} {
		built, err := embedded.ReadFile("lists/" + file)
		if err != nil {
			return nil, fmt.Errorf("read list %s: %w", file, err)
		}
		own[file] = &fstest.MapFile{Data: append(built, more...)}
	}
	return Load(own)
})

// exerciseLists are the lists that are built in, with the invented names added.
func exerciseLists(t testing.TB) *Lists {
	t.Helper()
	l, err := exerciseLoad()
	if err != nil {
		t.Fatal(err)
	}
	return l
}
