// Package app puts the rooms together: it alone imports all of them. What one
// room's deed means to another stands in reactions.go, what one room asks of
// another in ports.go, who may do what in grants.go.
package app

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"lantai.internal/base/fault"
	"lantai.internal/hall/audit"
	"lantai.internal/hall/calendar"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/notify"
	"lantai.internal/hall/org"
	house "lantai.internal/hall/register"
	"lantai.internal/hall/rulebook"
	"lantai.internal/hall/search"
	"lantai.internal/hall/today"
	"lantai.internal/kit/act"
	"lantai.internal/kit/blob"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/config"
	"lantai.internal/kit/db"
	"lantai.internal/room/archive"
	"lantai.internal/room/archive/appraisal"
	"lantai.internal/room/archive/custody"
	"lantai.internal/room/archive/lending"
	"lantai.internal/room/archive/register"
	"lantai.internal/room/archive/schedule"
	"lantai.internal/room/attendance"
	"lantai.internal/room/counter"
	"lantai.internal/room/counter/reception"
	"lantai.internal/room/disclosure"
	"lantai.internal/room/disclosure/annual"
	"lantai.internal/room/disclosure/portal"
	"lantai.internal/room/disclosure/redaction"
	"lantai.internal/room/disclosure/release"
	"lantai.internal/room/document"
	"lantai.internal/room/document/outgoing"
	"lantai.internal/room/duty"
	"lantai.internal/room/duty/desk"
	"lantai.internal/room/integrity"
	"lantai.internal/room/logistics"
	"lantai.internal/room/meeting"
	"lantai.internal/room/meeting/followup"
	"lantai.internal/room/meeting/life"
	"lantai.internal/room/meeting/venue"
	"lantai.internal/room/report"
	"lantai.internal/room/seal"
	"lantai.internal/room/secrecy"
	"lantai.internal/room/study"
)

// Schemas are the migrations of every package, in the order of the halls.
var Schemas = []db.Schema{
	org.Schema,
	calendar.Schema,
	rulebook.Schema,
	audit.Schema,
	search.Schema,
	notify.Schema,
	flow.Schema,
	archive.Schema,
	lending.Schema,
	appraisal.Schema,
	custody.Schema,
	register.Schema,
	attendance.Schema,
	report.Schema,
	disclosure.Schema,
	release.Schema,
	redaction.Schema,
	annual.Schema,
	portal.Schema,
	duty.Schema,
	desk.Schema,
	meeting.Schema,
	life.Schema,
	followup.Schema,
	venue.Schema,
	study.Schema,
	house.Schema,
	document.Schema,
	seal.Schema,
	secrecy.Schema,
	outgoing.Schema,
	counter.Schema,
	reception.Schema,
	logistics.Schema,
}

// App is an open installation with all its rooms.
type App struct {
	Door  *act.Door
	Files blob.Store
	// Config is what lantai.toml and the environment say.
	Config config.Config
	// Book is the rule book as it came, and Rules its editions by date with what
	// was decided under them: rooms ask Rules for the book of a day.
	Book    *rulebook.Book
	Rules   *rulebook.Library
	Org     *org.Org
	Archive *archive.Room
	Lending *lending.Room
	Custody *custody.Room
	// Register is the yearly registers, the network, arrears and clearance.
	Register *register.Room
	Audit    *audit.Audit
	// Calendar is the official working days with what the bureau entered.
	Calendar *calendar.Store
	// Attendance is leave, trips, outings and the monthly sheet.
	Attendance *attendance.Room
	// Flow takes the rooms' cases through their approval steps.
	Flow *flow.Flow
	// Notify is the to-dos that are not steps of cases.
	Notify *notify.Notify
	// Today is the workbench where everybody's day begins.
	Today *today.Today
	// Registers are the shared registers of all rooms; each room declares its own.
	Registers *house.Hall
	// Reports is asking for instructions and reporting.
	Reports *report.Room
	// Followup is following up what was decided, and how often the bureau meets.
	Followup *followup.Room
	// Life is the democratic life meeting.
	Life *life.Room
	// Duty is the duty roster.
	Duty *duty.Room
	// DutyDesk is the duty desk: log, hand-over, incidents.
	DutyDesk *desk.Room
	// Disclosure is applications for information.
	Disclosure *disclosure.Room
	// Annual is the yearly report on disclosure.
	Annual *annual.Room
	// Release is the review before release and the catalogue of what is published.
	Release *release.Room
	// Redaction takes personal data out of what is to be published.
	Redaction *redaction.Room
	// Meetings is the meetings with their minutes.
	Meetings *meeting.Room
	// Venue is the rooms of the building and their bookings.
	Venue *venue.Room
	// Reception is the register of visits, complaints, duties and badges.
	Reception *reception.Room
	// Logistics is meters and the yearly energy report, vehicles, assets, supplies.
	Logistics *logistics.Room
	// Integrity is party conduct: major decisions, gifts, talks, declarations, risks.
	Integrity *integrity.Room
	// Study is studying together, notes and field research.
	Study *study.Room
	// Counter is the service counter: promises, applications, the queue.
	Counter *counter.Room
	// Documents is incoming documents.
	Documents *document.Room
	// Secrecy is the keeping of secrets.
	Secrecy *secrecy.Room
	// Seals is the seals and their use.
	Seals *seal.Room
	// Outgoing is the papers that the bureau sends out.
	Outgoing *outgoing.Room
	// Appraisal is appraisal, destruction and the opening review.
	Appraisal *appraisal.Room

	dir     string
	backing backing
}

// Options say which installation to open.
type Options struct {
	Dir      string // data folder
	Database string // postgres:// URL; empty for the embedded database
	Create   bool   // a folder without installation is made into one
	Rulebook string // only with Create
	Clock    clock.Clock
	Env      func(string) (string, bool) // the environment; os.LookupEnv when nil
	Inspect  bool                        // to verify only: a ledger that was tampered with is opened too, and nothing can be written
}

// bookFile names the installation's rule book.
const bookFile = "rulebook"

// Open opens an installation. A folder that is none is refused unless Create.
func Open(ctx context.Context, o Options) (*App, error) {
	if o.Dir == "" {
		return nil, fault.Field("data", "", "请用 --data 指定数据目录。")
	}
	name, err := os.ReadFile(filepath.Join(o.Dir, bookFile))
	switch {
	case errors.Is(err, os.ErrNotExist) && !o.Create:
		return nil, fault.Field("data", o.Dir, "“"+o.Dir+"”不是数据目录。请先运行 lantai init --data 目录。")
	case errors.Is(err, os.ErrNotExist):
		if err := os.MkdirAll(o.Dir, 0o700); err != nil {
			return nil, fault.Wrap("app.open", fault.Full, err)
		}
		name = []byte(o.Rulebook)
	case err != nil:
		return nil, fault.Wrap("app.open", fault.Unavailable, err)
	}
	book, err := rulebook.Load(strings.TrimSpace(string(name)))
	if err != nil {
		return nil, err
	}
	if o.Clock == nil {
		o.Clock = clock.System{}
	}
	cfg, err := o.config()
	if err != nil {
		return nil, err
	}
	door, err := act.Open(ctx, act.Options{Dir: o.Dir, Database: cfg.Database, Origin: "lantai", Clock: o.Clock, Schemas: Schemas, Inspect: o.Inspect})
	if err != nil {
		return nil, err
	}
	a := &App{Door: door, Book: book, Config: cfg, dir: o.Dir}
	if err := a.open(); err != nil {
		a.Close()
		return nil, err
	}
	return a, nil
}

func (a *App) open() error {
	var err error
	if err := a.openFiles(); err != nil {
		return err
	}
	if a.Org, err = org.Open(a.Door, Grants); err != nil {
		return err
	}
	a.Org.Bureau = a.Book.Bureau
	a.Org.Places = places(a.Book)
	a.Org.Away = awayAt
	if a.Config.PasswordPolicy == org.ASVS.Name {
		a.Org.Policy = org.ASVS
	}
	a.Archive = archive.Open(a.Door, a.Files, bureau{a.Org}, schedule.Sample(), ownNames(a.Book), arrangementBasis(a.Book))
	units, err := a.Archive.Bureau.Units(context.Background())
	if err != nil {
		return err
	}
	if err := archive.DistinctUnits(units); err != nil {
		return err
	}
	a.Archive.OwnPrefixes = a.Book.Archive.NumberPrefixes.Values
	a.Rules = &rulebook.Library{Door: a.Door, Base: a.Book}
	a.Archive.Book = a.Rules.At
	a.Lending = lending.Open(a.Archive, a.Org, a.Book)
	a.Lending.Rules = a.Rules
	a.Appraisal = appraisal.Open(a.Archive, a.Org)
	a.Custody = custody.Open(a.Archive, a.Book)
	a.Register = register.Open(a.Archive, a.Org, a.Book)
	a.Audit = &audit.Audit{Door: a.Door, Bureau: a.Book.Bureau, CodeOf: a.codeOf}
	a.Calendar = &calendar.Store{Door: a.Door}
	a.Flow = flow.Open(a.Door, flow.OrgCast{Org: a.Org}, a.Calendar)
	a.Attendance = attendance.Open(a.Door, a.Files, a.Org, a.Flow, a.Calendar, a.Rules)
	a.Notify = &notify.Notify{Door: a.Door, Org: a.Org}
	a.Today = &today.Today{Org: a.Org, Flow: a.Flow, Notify: a.Notify, Calendar: a.Calendar, Elsewhere: elsewhere}
	a.openRegisters()
	a.Reports = report.Open(a.Door, a.Files, a.Org, a.Flow, a.Calendar, a.Rules)
	a.Duty = duty.Open(a.Door, a.Files, a.Org, a.Flow, a.Calendar, a.Rules)
	a.DutyDesk = desk.Open(a.Door, a.Files, a.Org, a.Flow, a.Rules)
	if a.Disclosure, err = disclosure.Open(a.Door, a.Files, a.Org, a.Flow, a.Calendar, a.Rules); err != nil {
		return err
	}
	a.Annual = annual.Open(a.Door, a.Org, a.Flow, a.Calendar, a.Rules)
	a.Release = release.Open(a.Door, a.Files, a.Org, a.Flow, a.Calendar, a.Rules)
	a.Redaction = redaction.Open(a.Door, a.Files, a.Archive.Reader, a.Org)
	a.Redaction.Key = func() ([]byte, error) { return a.kept("persons.key") }
	a.openMeetings()
	a.openFollowup()
	a.Venue = venue.Open(a.Door, a.Book.Bureau, a.Org.Places.Office)
	fonts := sync.OnceValues(a.ownFonts)
	a.Meetings.Fonts, a.Venue.Fonts = fonts, fonts
	a.Logistics = logistics.Open(a.Door, a.Files, a.Org, a.Flow, a.Rules)
	a.Meetings.Fonts, a.Venue.Fonts, a.Registers.Fonts = fonts, fonts, fonts
	a.openIntegrity()
	a.Study = study.Open(a.Door, a.Files, a.Org, a.Flow, a.Calendar, a.Rules)
	if a.Counter, err = counter.Open(a.Door, a.Files, a.Org, a.Flow, a.Calendar, a.Rules); err != nil {
		return err
	}
	a.Documents = document.Open(a.Door, a.Files, a.Archive.Reader, a.Org, a.Flow, a.Calendar, a.Rules)
	a.openReception()
	a.openSeals()
	a.openSecrecy()
	a.Outgoing = outgoing.Open(a.Door, a.Files, a.Org, a.Flow, a.Rules)
	a.connect()
	return nil
}

// config reads the settings; what the caller gave wins. A new installation never
// takes its database from the environment: a bureau's own database could be
// filled with a demonstration that way.
func (o Options) config() (config.Config, error) {
	if o.Env == nil {
		o.Env = os.LookupEnv
	}
	cfg, err := config.Load(o.Dir, o.Env)
	if o.Database != "" || o.Create {
		cfg.Database = o.Database
	}
	return cfg, err
}

// openFiles opens the store of files that the settings name. A bucket is not
// asked yet: one that is out of reach must not keep people from searching.
func (a *App) openFiles() error {
	under := func(name string) string {
		if name == "" || filepath.IsAbs(name) {
			return name
		}
		return filepath.Join(a.dir, name)
	}
	st := a.Config.Store
	if st.Kind == config.InBucket {
		b, err := blob.OpenBucket(blob.BucketOptions{Endpoint: st.Endpoint, Bucket: st.Bucket, Prefix: st.Prefix, Region: st.Region,
			AccessKey: st.AccessKey, SecretKey: string(st.SecretKey), TLS: st.TLS, CA: under(st.CA), Spool: under("tmp")})
		if err != nil {
			return err
		}
		a.Files = b
		return nil
	}
	d, err := blob.OpenDir(under(st.Dir))
	if err != nil {
		return err
	}
	a.Files = d
	return d.Sweep(24 * time.Hour)
}

// Dir is the data folder.
func (a *App) Dir() string { return a.dir }

// Close closes the installation.
func (a *App) Close() error {
	var errs []error
	if a.Files != nil {
		errs = append(errs, a.Files.Close())
	}
	return errors.Join(append(errs, a.Door.Close())...)
}

// Warm loads what makes searching fast; searches are right before it is done.
func (a *App) Warm(ctx context.Context) error { return a.Archive.Index.Load(ctx, a.Door.Reader()) }
