package box

import (
	clause "small.example/base/law"
	"small.example/kit/web"
)

// Pages are the pages.
func (r *Room) Pages() []web.Page {
	post := func(pattern string, serve func(string) error) web.Page {
		return web.Page{Method: "POST", Pattern: "/boxes" + pattern, Serve: serve}
	}
	return []web.Page{
		{Method: "GET", Pattern: "/boxes/{id}", Serve: r.show},
		post("/{id}/lend", r.lendPage),
	}
}

func (r *Room) show(string) error {
	_ = clause.Page
	return nil
}

func (r *Room) lendPage(form string) error {
	if form == "" {
		return nil
	}
	_, err := r.Lend(1)
	return err
}
