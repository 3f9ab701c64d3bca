package notice

import (
	"parley.example/internal/kind"
)

// Board is what the list page shows: what may still change first.
type Board struct {
	Open []Item
	Rest []Item
}

func pages() []kind.Page {
	return []kind.Page{
		{
			Path: "/notice", Title: "notice.title", Template: "list.html", Nav: true,
			Make: func(r kind.Reader, _ kind.Viewer, _ map[string]string) (any, error) {
				var b Board
				for _, it := range list(r, ListIn{}) {
					if it.Open {
						b.Open = append(b.Open, it)
					} else {
						b.Rest = append(b.Rest, it)
					}
				}
				return b, nil
			},
		},
		{
			Path: "/notice/{id}", Title: "notice.title_one", Template: "notice.html",
			Make: func(r kind.Reader, by kind.Viewer, params map[string]string) (any, error) {
				row, err := named(r, "id", params["id"])
				if err != nil {
					return nil, kind.ErrNotFound
				}
				return detail(r, by, row), nil
			},
		},
	}
}
