package bench

import (
	"bytes"
	"context"
	"fmt"
	"runtime/debug"

	readability "codeberg.org/readeck/go-readability/v2"
	"github.com/neurosnap/sentences/english"

	"parley.example/internal/press"
	"parley.example/internal/press/fact"
	"parley.example/internal/press/load"
)

const (
	intakeText   = 5_000   // bytes of an article
	intakePage   = 170_000 // bytes of a page, as pages of outlets are
	intakeBlock  = 50      // documents that are read before the peer has its turn
	intakeClaims = 10_000
)

// intake reads N articles as text and a tenth as many as pages, one after
// another on one goroutine, from bytes to claims, and then says how 10,000
// claims stand to one another. Articles and claims are made by a seed.
func intake(ctx context.Context, o Options, f *Figures) error {
	lists, err := press.Load(nil)
	if err != nil {
		return err
	}
	cut, err := english.NewSentenceTokenizer(nil)
	if err != nil {
		return err
	}
	n, tell := o.number(2_000), newTeller(1)
	debug.FreeOSMemory()
	measured := resetPeak()
	r := intakeRun{ctx: ctx, lists: lists, f: f}
	if err := r.rate("text", "sentences", "a.txt", n, func() []byte { return tell.text() }, func(raw []byte) error {
		if len(cut.Tokenize(string(raw))) == 0 {
			return fmt.Errorf("the peer found no sentence")
		}
		return nil
	}); err != nil {
		return err
	}
	o.say("%d texts read", n)
	if err := r.rate("html", "readeck", "a.html", max(1, n/10), func() []byte { return tell.page(intakePage) }, func(raw []byte) error {
		_, err := readability.FromReader(bytes.NewReader(raw), nil)
		return err
	}); err != nil {
		return err
	}
	o.say("%d pages read", max(1, n/10))
	if err := r.relate(tell.claims(intakeClaims)); err != nil {
		return err
	}
	if peak, ok := peakRSS(); ok && measured {
		f.Figures["rss_peak_mb"] = float64(peak) * 1024 / 1e6
		f.note("rss_peak_mb: the largest resident memory of the whole process, with the peers")
	}
	f.note("*_per_s: documents a second on one goroutine, by the clock; *_per_cpu_s: by the processor time of the whole process, " +
		"the collector's on another core included, which moves less with what else runs")
	f.note("text: %d bytes of invented EXERCISE articles, from bytes to claims and names, related afterwards; html: pages of %d bytes, likewise", intakeText, intakePage)
	f.note("peers, block by block in turn over the same documents: neurosnap/sentences cuts the texts into sentences and does no more, " +
		"readeck/go-readability finds the article of the pages and does no more")
	f.note("goal: 300 texts and 40 pages a second and core; %d claims related in under 5 s; under 300 MB", intakeClaims)
	return nil
}

// intakeRun is what the parts of a run share.
type intakeRun struct {
	ctx   context.Context
	lists *press.Lists
	f     *Figures
}

// rate reads n documents, block by block in turn with the peer. What is made
// and read in a block is dropped after it.
func (r *intakeRun) rate(name, peerName, file string, n int, made func() []byte, peer func([]byte) error) error {
	var took, peers span
	claims, size := 0, 0
	for at := 0; at < n; at += intakeBlock {
		if err := r.ctx.Err(); err != nil {
			return err
		}
		block := make([][]byte, min(intakeBlock, n-at))
		for i := range block {
			block[i] = made()
			size += len(block[i])
		}
		t, err := timed(func() error {
			for _, raw := range block {
				found, err := r.read(file, raw)
				if err != nil {
					return err
				}
				claims += found
			}
			return nil
		})
		if err != nil {
			return err
		}
		p, err := timed(func() error {
			for _, raw := range block {
				if err := peer(raw); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		took, peers = took.plus(t), peers.plus(p)
	}
	f := r.f.Figures
	f[name+"_documents"], f[name+"_mean_bytes"], f[name+"_claims"] = float64(n), float64(size/n), float64(claims)
	f[name+"_per_s"], f[peerName+"_per_s"] = float64(n)/took.wall.Seconds(), float64(n)/peers.wall.Seconds()
	if took.cpu > 0 && peers.cpu > 0 {
		f[name+"_per_cpu_s"], f[peerName+"_per_cpu_s"] = float64(n)/took.cpu.Seconds(), float64(n)/peers.cpu.Seconds()
	}
	r.f.ratio(name+"_ratio", name+"_per_s", peerName+"_per_s")
	return nil
}

// read reads one document from its bytes to its claims, and holds that it had
// some: a reader that finds nothing is fast.
func (r *intakeRun) read(file string, raw []byte) (claims int, err error) {
	for _, d := range load.Read(load.Source{File: file, Raw: raw}, load.Options{}) {
		if d.Fault != nil {
			return 0, d.Fault
		}
		out := press.Extract(r.lists, []press.Given{{
			File: d.File, Text: d.Text, SHA256: d.SHA256, Title: d.Hints.Title, Outlet: d.Hints.Outlet, Published: d.Hints.Published,
			How: d.Hints.How, Language: d.Language.Tag, Captions: d.Captions,
		}})
		for _, doc := range out.Documents {
			for _, a := range doc.Articles {
				claims += len(a.Claims)
			}
		}
	}
	if claims == 0 {
		return 0, fmt.Errorf("no claim in an article made for it: %.200q", raw)
	}
	return claims, nil
}

func (r *intakeRun) relate(claims []fact.Claim) error {
	var facts []fact.Fact
	took, err := timed(func() error {
		facts = fact.Relate(claims)
		return nil
	})
	if err != nil {
		return err
	}
	if len(facts) == 0 {
		return fmt.Errorf("%d claims of the same happenings are not related", len(claims))
	}
	f := r.f.Figures
	f["related_claims"], f["related_facts"] = float64(len(claims)), float64(len(facts))
	f["relate_s"], f["relate_cpu_s"] = took.wall.Seconds(), took.cpu.Seconds()
	return nil
}
