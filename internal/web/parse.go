package web

import (
	"fmt"
	"html/template"
	"io"
	"io/fs"

	"parley.example/internal/lang"
)

// shellPages are the pages of the shell itself: template/NAME.html defines main.
func shellPages() []string {
	return []string{"act", "board", "confirm", "drafts", "error", "filed", "inbox", "keys", "officers", "signin", "verify"}
}

// parse makes one set of templates for each language, and in it one template
// for each page: the shell with that page's main.
func (s *Site) parse() (map[lang.Tag]map[string]*template.Template, error) {
	sets := map[lang.Tag]map[string]*template.Template{}
	for _, tag := range lang.Tags() {
		funcs := s.funcs(tag)
		base, err := template.New("base").Funcs(funcs).ParseFS(files,
			"template/shell.html", "template/part.html", "template/field.html")
		if err != nil {
			return nil, fmt.Errorf("templates: %w", err)
		}
		set := map[string]*template.Template{}
		for _, name := range shellPages() {
			if set[name], err = main(base, funcs, files, "template/"+name+".html"); err != nil {
				return nil, err
			}
		}
		for _, k := range s.Kinds {
			for _, p := range k.Pages {
				t, err := main(base, funcs, k.Files, "page/"+p.Template)
				if err != nil {
					return nil, fmt.Errorf("kind %s: %w", k.Name, err)
				}
				set[kindPageName(k, p)] = t
			}
		}
		sets[tag] = set
	}
	return sets, nil
}

// main adds a file that defines main to a copy of the shell. The blocks of the
// shell stay what they are: a page that defined one of them anew would change
// what stands around it.
func main(base *template.Template, funcs template.FuncMap, from fs.FS, file string) (*template.Template, error) {
	alone, err := template.New("alone").Funcs(funcs).ParseFS(from, file)
	if err != nil {
		return nil, fmt.Errorf("template %s: %w", file, err)
	}
	for _, t := range alone.Templates() {
		if base.Lookup(t.Name()) != nil {
			return nil, fmt.Errorf("template %s defines the block %q of the shell: call it otherwise", file, t.Name())
		}
	}
	if alone.Lookup("main") == nil {
		return nil, fmt.Errorf("template %s defines no block \"main\"", file)
	}
	t, err := base.Clone()
	if err != nil {
		return nil, fmt.Errorf("templates: %w", err)
	}
	if t, err = t.ParseFS(from, file); err != nil {
		return nil, fmt.Errorf("template %s: %w", file, err)
	}
	return t, nil
}

// execute renders a page with the shell around it.
func (s *Site) execute(w io.Writer, v *visit, name string, sh *shell) error {
	return s.executeBlock(w, v, name, "shell", sh)
}

func (s *Site) executeBlock(w io.Writer, v *visit, name, block string, dot any) error {
	t := s.sets[v.voice.Tag()][name]
	if t == nil {
		return fmt.Errorf("page %s: no such template", name)
	}
	if err := t.ExecuteTemplate(w, block, dot); err != nil {
		return fmt.Errorf("page %s: %w", name, err)
	}
	return nil
}
