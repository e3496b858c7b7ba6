// Package dbtest opens real databases for tests: SQLite in a temporary folder,
// PostgreSQL from LANTAI_TEST_POSTGRES or a server of its own. Without
// PostgreSQL those tests are skipped and say so, unless
// LANTAI_REQUIRE_POSTGRES=1, which makes them fail.
package dbtest

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"sync"
	"sync/atomic"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib"

	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
)

// Each runs a test on both databases, each time with a fresh installation whose
// clock stands at noon of 2026-03-02 until it is moved.
func Each(t *testing.T, schemas []db.Schema, fn func(t *testing.T, d *act.Door, c *clock.Movable)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		d, c := SQLite(t, schemas...)
		fn(t, d, c)
	})
	t.Run("postgres", func(t *testing.T) {
		d, c := Postgres(t, schemas...)
		fn(t, d, c)
	})
}

// SQLite opens a fresh embedded installation.
func SQLite(t testing.TB, schemas ...db.Schema) (*act.Door, *clock.Movable) {
	t.Helper()
	return open(t, act.Options{Dir: t.TempDir(), Schemas: schemas})
}

// Postgres opens a fresh database on the test server, or skips.
func Postgres(t testing.TB, schemas ...db.Schema) (*act.Door, *clock.Movable) {
	t.Helper()
	return open(t, act.Options{Dir: t.TempDir(), Database: PostgresURL(t), Schemas: schemas})
}

func open(t testing.TB, o act.Options) (*act.Door, *clock.Movable) {
	t.Helper()
	c := clock.At("2026-03-02")
	o.Clock = c
	d, err := act.Open(context.Background(), o)
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	t.Cleanup(func() { d.Close() })
	return d, c
}

var counter atomic.Int64

// PostgresURL makes an empty database that is dropped with the test, and gives
// its address; it skips the test where there is no server.
func PostgresURL(t testing.TB) string {
	t.Helper()
	base, why := server()
	if base == "" {
		if os.Getenv("LANTAI_REQUIRE_POSTGRES") == "1" {
			t.Fatalf("PostgreSQL is required: %s", why)
		}
		t.Skipf("no PostgreSQL here (%s); this half of the test is skipped", why)
	}
	u, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	admin, err := sql.Open("pgx", base)
	if err != nil {
		t.Fatal(err)
	}
	defer admin.Close()
	name := fmt.Sprintf("lantai_%d_%d", os.Getpid(), counter.Add(1))
	if _, err := admin.Exec("CREATE DATABASE " + name); err != nil {
		t.Fatalf("create test database: %v", err)
	}
	t.Cleanup(func() {
		admin, err := sql.Open("pgx", base)
		if err == nil {
			admin.Exec("DROP DATABASE " + name + " WITH (FORCE)")
			admin.Close()
		}
	})
	u.Path = "/" + name
	return u.String()
}

var once sync.Once
var serverURL, serverWhy string

func server() (string, string) {
	once.Do(func() {
		if u := os.Getenv("LANTAI_TEST_POSTGRES"); u != "" {
			serverURL = u
			return
		}
		serverURL, serverWhy = start()
	})
	return serverURL, serverWhy
}
