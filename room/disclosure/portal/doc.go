// Package portal is the public pages of information disclosure: what the bureau
// publishes, and the way to ask for what it has not published. Nobody signs in.
//
// The pages stand on a site of their own (kit/web with Config.Portal): they know
// no accounts, no units and no pages of the inside. A county bureau has no site
// (国办发〔2017〕47号): they are a column in the county's portal, under a base path
// or name, with its head and foot as data, and can be written out as files.
//
// An application is reached by number and query code. Over a limit nobody stands
// before a wall: the page names the window and the address, where an application
// can always be handed in. What is typed is kept as a draft if the applicant
// wants: sealed under a key that is in the draft's address alone.
package portal
