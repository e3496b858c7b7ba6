package app

import "lantai.internal/hall/flow"

// connectCounter lists every effect of other rooms on the service counter, and of the
// counter on them.
func (a *App) connectCounter(file flow.Filer) {
	a.Counter.Fonts = a.Venue.Fonts
	// The papers of a closed application go to the archive room.
	a.Counter.File = file
	// A visit that became an application leads to its page.
	a.Reception.Application = a.Counter.Find
	// Notices say where the public looks an application up, if there is such a place.
	if c := a.Config.Portal; c.URL != "" {
		a.Counter.Portal, a.Counter.Guide = c.URL+"/affairs/progress", c.URL+"/affairs"
	} else if c.Serve && len(c.Hosts) == 0 {
		a.Counter.Guide = c.Base + "/affairs"
	}
}
