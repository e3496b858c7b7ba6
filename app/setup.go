package app

import (
	"context"
	"os"
	"path/filepath"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/config"
	"lantai.internal/room/archive"
	"lantai.internal/rulebooks"
)

// Credential is a first password, shown once.
type Credential struct {
	Login, Password, Role string
}

// InitOptions say how a new installation begins.
type InitOptions struct {
	Dir, Database string
	Rulebook      string // default the built-in one
	Fonds         string // code of the fonds; may be empty until it is given
	Clock         clock.Clock
	Env           func(string) (string, bool) // the environment; os.LookupEnv when nil
}

// Init makes a new installation: data folder, bureau, fonds, and the three
// administrators with one-time passwords. A folder that holds something already
// is refused.
func Init(ctx context.Context, o InitOptions) (*App, []Credential, error) {
	if o.Dir == "" {
		return nil, nil, fault.Field("data", "", "请用 --data 指定数据目录。")
	}
	if o.Rulebook == "" {
		o.Rulebook = rulebooks.Default
	}
	if _, err := os.Stat(filepath.Join(o.Dir, bookFile)); err == nil {
		return nil, nil, fault.Field("data", o.Dir, "“"+o.Dir+"”已经是数据目录，不能再次初始化。要打开它请用 lantai serve。")
	}
	entries, err := os.ReadDir(o.Dir)
	made := os.IsNotExist(err)
	if err == nil && len(entries) > 0 {
		if _, err := os.Stat(filepath.Join(o.Dir, "lantai.db")); err == nil {
			return nil, nil, fault.Field("data", o.Dir, "目录“"+o.Dir+"”里有数据库，却没有 rulebook 文件。如果是上次初始化中断留下的，请换一个空目录重来；如果原来在用，请勿删除，从备份恢复。")
		}
		return nil, nil, fault.Field("data", o.Dir, "目录“"+o.Dir+"”不是空的，请换一个空目录。")
	}
	a, creds, err := initialise(ctx, o)
	if err != nil { // the folder was empty before, or not there
		left, _ := os.ReadDir(o.Dir)
		for _, e := range left {
			os.RemoveAll(filepath.Join(o.Dir, e.Name()))
		}
		if made {
			os.Remove(o.Dir)
		}
		return nil, nil, err
	}
	return a, creds, nil
}

func initialise(ctx context.Context, o InitOptions) (*App, []Credential, error) {
	a, err := Open(ctx, Options{Dir: o.Dir, Database: o.Database, Create: true, Rulebook: o.Rulebook, Clock: o.Clock, Env: o.Env})
	if err != nil {
		return nil, nil, err
	}
	// An installation that could not keep a single paper is not begun.
	if err := a.Files.Probe(ctx); err != nil {
		a.Close()
		return nil, nil, err
	}
	creds, err := a.found(ctx, o)
	if err != nil {
		a.Close()
		return nil, nil, err
	}
	// Only what was asked for is written down; what the environment says stays there.
	cfg := config.Default()
	cfg.Database = o.Database
	if err := config.Write(o.Dir, cfg); err != nil {
		a.Close()
		return nil, nil, err
	}
	// Written last: a folder without it is no installation yet.
	if err := writeFile(filepath.Join(o.Dir, bookFile), o.Rulebook+"\n"); err != nil {
		a.Close()
		return nil, nil, err
	}
	return a, creds, nil
}

func writeFile(path, text string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return fault.Wrap("app.write", fault.Full, err)
	}
	_, err = f.WriteString(text)
	if err == nil {
		err = f.Sync()
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	return fault.Wrap("app.write", fault.Full, err)
}

func (a *App) found(ctx context.Context, o InitOptions) ([]Credential, error) {
	owner := act.Owner()
	seed := org.Seed{}
	for _, u := range a.Book.Units {
		seed.Units = append(seed.Units, org.Unit{Code: u.Code, Name: u.Name})
	}
	for _, p := range a.Book.Posts {
		seed.Posts = append(seed.Posts, org.Post{Code: p.Code, Unit: p.Unit, Title: p.Name, Rank: p.Rank})
	}
	if _, err := a.Org.Found(ctx, owner, seed); err != nil {
		return nil, err
	}
	if _, err := a.Archive.SetFonds(ctx, owner, archive.Fonds{Code: strings.TrimSpace(o.Fonds), Name: a.Book.Bureau}); err != nil {
		return nil, err
	}
	var creds []Credential
	for _, x := range []struct {
		login string
		role  org.Role
	}{{"sysadmin", org.SystemAdmin}, {"secadmin", org.SecurityAdmin}, {"auditor", org.AuditAdmin}} {
		c := Credential{Login: x.login, Password: org.RandomPassword(), Role: x.role.Label()}
		if err := a.account(ctx, 0, c.Login, c.Role, c.Password, x.role); err != nil {
			return nil, err
		}
		creds = append(creds, c)
	}
	return creds, nil
}

// account makes an account with its roles in one go, for setting up.
func (a *App) account(ctx context.Context, person int64, login, name, password string, roles ...org.Role) error {
	id, err := a.Org.CreateAccount(ctx, act.Owner(), org.NewAccount{PersonID: person, Login: login, Name: name, Password: password})
	if err != nil {
		return err
	}
	return a.Org.SetRoles(ctx, act.Owner(), id, roles)
}

// staff makes the bureau's people for the demonstration: named by post, one
// holder each, as nobody real is meant.
func (a *App) staff(ctx context.Context, since civil.Date) (map[string]int64, error) {
	ids := map[string]int64{}
	for _, p := range a.Book.Posts {
		name := p.Name
		if u, ok := a.Book.Unit(p.Unit); ok && !strings.HasPrefix(name, u.Name) && p.Rank != "section_head" {
			name = u.Name + p.Name
		}
		id, err := a.Org.AddPerson(ctx, act.Owner(), org.SeedPerson{Name: name, Unit: p.Unit, Posts: []string{p.Code}, Since: since})
		if err != nil {
			return nil, err
		}
		ids[p.Code] = id
	}
	return ids, nil
}
