// Package law has the clauses of a small rule book.
package law

// ID names a clause.
type ID string

// The clauses.
const (
	Basis  ID = "a.basis"  // of a deed
	Body   ID = "a.body"   // always, in a deed's body
	Branch ID = "a.branch" // in a branch of a deed's body
	Deep   ID = "a.deep"   // always, in a function further on
	Far    ID = "a.far"    // in a branch of a function further on
	Late   ID = "a.late"   // further on, after a way out
	RowA   ID = "a.row_a"  // in a row of a table
	RowB   ID = "a.row_b"
	List   ID = "a.list"   // in a list of clauses
	Hook   ID = "a.hook"   // in what is handed over
	Page   ID = "a.page"   // shown by a page
	Port   ID = "a.port"   // behind an interface
	SetUp  ID = "a.set_up" // of what every test does first
	Demo   ID = "a.demo"
	Once   ID = "a.once" // of a namesake
	Told   ID = "a.told" // of the rule book's tables alone
)
