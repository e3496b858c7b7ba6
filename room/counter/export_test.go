package counter

// CodeOf is the query code of an application, as its notices print it.
func (r *Room) CodeOf(a Application) string { return r.code(a) }
