// Package ui is the house's stock of controls: typed structs, each with one
// templ component. It knows nothing of requests, rights or bureaus; kit/web puts
// its pages together and rooms fill them.
//
// Every text is escaped by templ; an address that is no http, https, mailto or
// local address is replaced. No component needs a script to work: app.js only
// adds keys, editing in place, upload progress and autosave.
//
// Gallery shows every component in each of its states.
package ui
