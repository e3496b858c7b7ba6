// Package web is the pages of the small module.
package web

// Page is a page.
type Page struct {
	Method, Pattern string
	Serve           func(form string) error
}

// Client asks for pages.
type Client struct{ Pages []Page }

// Get asks for a page.
func (c *Client) Get(address string) {}

// Post sends a form.
func (c *Client) Post(address, form string) {}
