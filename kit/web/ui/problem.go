package ui

import "net/url"

// Problem is what is shown when a page cannot be: what is wrong and how to go
// on, with the trace number under which the log has the rest.
type Problem struct {
	Status int
	Title  string
	Text   string
	Trace  string
	Clause string // the ground of a refusal
	Prev   Link   // the page before this one, if it was one of ours
	Back   Link
}

// Resume is shown when the session ended while a form was being filled in: it
// carries everything typed until the person has signed in again elsewhere.
type Resume struct {
	Action string
	SignIn string
	Values url.Values
}

type hiddenValue struct{ Name, Value string }

func (r Resume) hidden() []hiddenValue {
	var list []hiddenValue
	for _, k := range sortedKeys(r.Values) {
		for _, v := range r.Values[k] {
			list = append(list, hiddenValue{k, v})
		}
	}
	return list
}
