package act

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sort"
	"strings"
	"sync"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/db"
	"lantai.internal/kit/ledger"
)

// Spec says what a deed is: its name, who may do it, its ground and its body.
type Spec[In, Out any] struct {
	// Name is unique in the program: room, thing, verb ("archive.item.amend").
	Name string
	// Label is its Chinese name in lists and in the ledger's pages (修改著录).
	Label string
	// Right is what the actor must hold. If nobody needs one, Open says why.
	Right Right
	Open  string
	// Basis are the clauses the deed rests on; the body may add more.
	Basis []law.ID
	// Do changes the rows through tx and returns its result with the entry that
	// tells of it. A deed that returns an empty entry is not committed.
	Do func(tx *Tx, in In) (Out, Entry, error)
	// Quiet deeds write no ledger entry for a repeated, harmless act; reserved
	// for keeping sessions alive and the like. It says why.
	Quiet string
}

// Entry is what a deed tells the ledger.
type Entry struct {
	Subject string   // to what, "table:id" or a word
	Summary string   // one Chinese sentence
	Detail  any      // facts, stored as JSON; no secrets, no medical facts
	Basis   []law.ID // further clauses
}

// Deed is a registered way to change something.
type Deed[In, Out any] struct{ spec Spec[In, Out] }

// Listing describes a deed for the golden list and the rights page.
type Listing struct {
	Name  string
	Label string
	Right Right
	Open  string
	Basis []law.ID
}

var registry struct {
	sync.Mutex
	deeds map[string]Listing
}

// Define registers a deed. It panics, so that the program does not start, on a
// name given twice, a deed without right or reason, or one without a body.
func Define[In, Out any](s Spec[In, Out]) *Deed[In, Out] {
	registry.Lock()
	defer registry.Unlock()
	if registry.deeds == nil {
		registry.deeds = map[string]Listing{}
	}
	if _, twice := registry.deeds[s.Name]; twice || s.Name == "" {
		panic("act: deed name is empty or given twice: " + s.Name)
	}
	if (s.Right == "") == (s.Open == "") {
		panic("act: deed " + s.Name + " must name either its right or why nobody needs one")
	}
	if s.Do == nil {
		panic("act: deed " + s.Name + " has no body")
	}
	registry.deeds[s.Name] = Listing{s.Name, s.Label, s.Right, s.Open, s.Basis}
	return &Deed[In, Out]{s}
}

// LabelOf is the Chinese name of a deed; of one that the program no longer has, or
// that has none, the word under which it stands in the ledger.
func LabelOf(name string) string {
	registry.Lock()
	defer registry.Unlock()
	if l := registry.deeds[name]; l.Label != "" {
		return l.Label
	}
	return name
}

// Deeds lists all registered deeds by name.
func Deeds() []Listing {
	registry.Lock()
	defer registry.Unlock()
	out := make([]Listing, 0, len(registry.deeds))
	for _, l := range registry.deeds {
		out = append(out, l)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Name < out[j].Name })
	return out
}

// AllRights lists every right that some deed or page asks for.
func AllRights() []Right {
	registry.Lock()
	defer registry.Unlock()
	var out []Right
	for _, l := range registry.deeds {
		if l.Right != "" {
			out = append(out, l.Right)
		}
	}
	out = append(out, pageRights...)
	slices.Sort(out)
	return slices.Compact(out)
}

var pageRights []Right

// DeclareRights makes rights known that only pages ask for (reading rights).
func DeclareRights(rights ...Right) {
	registry.Lock()
	defer registry.Unlock()
	pageRights = append(pageRights, rights...)
}

// Name of the deed.
func (d *Deed[In, Out]) Name() string { return d.spec.Name }

// Right the deed asks for, "" if none.
func (d *Deed[In, Out]) Right() Right { return d.spec.Right }

type keyInContext struct{}

// WithKey gives a request its idempotency key: a deed done twice by one actor under one key
// answers the second time with the first answer and changes nothing.
func WithKey(ctx context.Context, key string) context.Context {
	return context.WithValue(ctx, keyInContext{}, key)
}

// Run does the deed for the actor. The result is returned only after commit.
func (d *Deed[In, Out]) Run(ctx context.Context, door *Door, who Actor, in In) (Out, error) {
	var out Out
	s := d.spec
	if s.Right != "" && !who.May(s.Right) {
		err := &fault.Error{Kind: fault.Forbidden, Op: s.Name}
		if !who.SignedIn() {
			err.Kind = fault.Unauthenticated
		}
		door.refused(ctx, who, s.Name, s.Basis, "", err)
		return out, err
	}
	who = who.Using(s.Right)
	key, _ := ctx.Value(keyInContext{}).(string)
	if key != "" {
		key = s.Name + " " + key
	}
	var hooks []func()
	once := func(ptx *poolTx) error {
		var zero Out
		out, hooks = zero, nil
		tx := door.begin(ctx, ptx, who, s.Name)
		if key != "" {
			first, ok, err := db.Maybe[string](ctx, ptx, "SELECT result FROM act_key WHERE key = $1 AND actor = $2", key, who.Login)
			if err != nil {
				return err
			}
			if ok {
				return json.Unmarshal([]byte(first), &out)
			}
		}
		res, entry, err := s.Do(tx, in)
		if err != nil {
			return err
		}
		if entry.Summary == "" && s.Quiet == "" {
			return fmt.Errorf("act: deed %s returned no ledger entry", s.Name)
		}
		if err := tx.untouched(); err != nil {
			return err
		}
		out = res
		if key != "" {
			b, err := json.Marshal(out)
			if err != nil {
				return err
			}
			if _, err := db.Exec(ctx, ptx, "INSERT INTO act_key (key, deed, actor, at, result) VALUES ($1, $2, $3, $4, $5)",
				key, s.Name, who.Login, tx.Now, string(b)); err != nil {
				return err
			}
		}
		hooks = tx.after
		if entry.Summary == "" {
			return nil
		}
		return tx.append(entry, s.Basis, ledger.Done)
	}
	err := door.pool.Write(ctx, once)
	if key != "" && db.IsUnique(err) {
		// The same form arrived twice at once and the other one was first: its
		// answer stands now.
		err = door.pool.Write(ctx, once)
	}
	if err != nil {
		var zero Out
		f := fault.Of(err)
		if f.Kind == fault.Forbidden || f.Kind == fault.Rule || f.Kind == fault.NotFound && f.Err == errOutOfReach {
			door.refused(ctx, who, s.Name, s.Basis, f.Value, f)
		}
		return zero, err
	}
	for _, h := range hooks {
		h()
	}
	return out, nil
}

var errOutOfReach = fmt.Errorf("out of reach")

// OutOfReach is the error for a row the actor may not even know of: it shows as
// "not found" and stands in the ledger as a refusal.
func OutOfReach(subject string) error {
	return &fault.Error{Kind: fault.NotFound, Value: subject, Err: errOutOfReach}
}

func joinBasis(a, b []law.ID) string {
	var s []string
	for _, id := range append(append([]law.ID{}, a...), b...) {
		if !slices.Contains(s, string(id)) {
			s = append(s, string(id))
		}
	}
	return strings.Join(s, ",")
}
