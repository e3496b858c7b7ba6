package app_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"lantai.internal/app"
	"lantai.internal/hall/calendar"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/web"
)

var update = flag.Bool("update", false, "write the golden lists anew")

// A new deed or page, or one whose right has changed, shows in the review as a
// changed line of these lists.
func golden(t *testing.T, name, have string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(have), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) == have {
		return
	}
	wantLines, haveLines := strings.Split(string(want), "\n"), strings.Split(have, "\n")
	for _, l := range wantLines {
		if !slices.Contains(haveLines, l) {
			t.Errorf("%s: no longer: %s", name, l)
		}
	}
	for _, l := range haveLines {
		if !slices.Contains(wantLines, l) {
			t.Errorf("%s: new: %s", name, l)
		}
	}
	t.Errorf("if this is meant, run: go test ./app -run Golden -update")
}

func TestGoldenDeeds(t *testing.T) {
	var b strings.Builder
	for _, d := range act.Deeds() {
		if strings.HasPrefix(d.Name, "trial.") { // of the tests beside this one
			continue
		}
		if d.Label == "" {
			t.Errorf("deed %s has no Chinese name: the ledger's pages would show English", d.Name)
		}
		who := "right " + string(d.Right)
		if d.Open != "" {
			who = "open " + d.Open
		}
		var basis []string
		for _, id := range d.Basis {
			basis = append(basis, string(id))
		}
		fmt.Fprintf(&b, "%s\t%s\t%s\n", d.Name, who, strings.Join(basis, ","))
	}
	golden(t, "deeds.golden", b.String())
}

func TestGoldenRoutes(t *testing.T) {
	a, _, err := app.Init(t.Context(), app.InitOptions{Dir: filepath.Join(t.TempDir(), "data")})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	site, err := a.Site(app.SiteOptions{Transport: web.Loopback})
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "routes.golden", site.Golden())
}

// ahead are rights that are given before the pages that ask for them are there.
var ahead = map[act.Right]string{
	"archive.submit": "for the page through which a unit hands in its papers",
}

// Every right that a deed or a page asks for is given to some role, and no role
// is given a right that nothing asks for.
func TestEveryRightIsGranted(t *testing.T) {
	granted := map[act.Right]bool{org.Anyone: true} // held by everybody who is signed in
	for _, rights := range app.Grants {
		for _, r := range rights {
			granted[r] = true
		}
	}
	known := act.AllRights()
	for _, r := range known {
		if !granted[r] {
			t.Errorf("right %s is asked for and given to nobody", r)
		}
	}
	for r := range granted {
		if !slices.Contains(known, r) && ahead[r] == "" {
			t.Errorf("right %s is given and never asked for", r)
		}
	}
}

// The three administrators keep out of one another's work and out of the rooms'.
func TestAdministratorsAreSeparate(t *testing.T) {
	given := map[act.Right]int{}
	for role, rights := range app.Grants {
		if !role.Admin() {
			continue
		}
		for _, r := range rights {
			given[r]++
			if strings.HasPrefix(string(r), "archive.") && !strings.HasSuffix(string(r), ".verify") {
				t.Errorf("%s holds %s, a right of the archive room", role, r)
			}
		}
	}
	together := map[act.Right]string{
		org.Anyone:       "whoever is signed in",
		calendar.Confirm: "the second of two persons, whichever of them did not enter the notice",
		org.SeeAccounts:  "seeing is not changing",
	}
	for r, n := range given {
		if n > 1 && together[r] == "" {
			t.Errorf("%d administrators hold %s", n, r)
		}
	}
}
